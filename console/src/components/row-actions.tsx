/** Edit and delete at the end of a row, with the reason when the role does not allow them. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import type { Permission } from "@/auth/permissions";
import { useGate } from "@/auth/workspace";

interface RowActionsProps {
  permission: Permission;
  editLabel: string;
  deleteLabel: string;
  onEdit: () => void;
  onDelete: () => void;
}

export function RowActions({ permission, editLabel, deleteLabel, onEdit, onDelete }: RowActionsProps) {
  const gate = useGate(permission);
  const off = gate.allowed ? {} : { "aria-disabled": true, "data-disabled": true };
  const guard = (act: () => void) => () => {
    if (gate.allowed) act();
  };
  return (
    <>
      <Tooltip label={gate.reason ?? editLabel} multiline maw={280}>
        <ActionIcon aria-label={editLabel} onClick={guard(onEdit)} {...off}>
          <IconPencil size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={gate.reason ?? deleteLabel} multiline maw={280}>
        <ActionIcon aria-label={deleteLabel} onClick={guard(onDelete)} {...off}>
          <IconTrash size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
