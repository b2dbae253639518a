/** Settings → Tags. */
import { IconPlus, IconTag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tagsQuery } from "@/api/shared";
import type { Tag } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { Confirm } from "@/components/confirm";
import { GatedButton } from "@/components/gated";
import rows from "@/components/list.module.css";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { RowActions } from "@/components/row-actions";
import { FailedState, PendingPage, State } from "@/components/states";
import { TagChip } from "@/components/tag";
import { useMessages } from "@/i18n";
import { useDeleteTag } from "./api/tags";
import { messages } from "./messages";
import { TagForm } from "./tag-form";

export function TagsPage() {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const workspace = useWorkspace();
  const tags = useQuery(tagsQuery(workspace.id));
  const remove = useDeleteTag(workspace.id);
  const [editing, setEditing] = useState<Tag | "new" | null>(null);
  const [deleting, setDeleting] = useState<Tag | null>(null);
  const add = (
    <GatedButton
      permission="tags.manage"
      leftSection={<IconPlus size={16} />}
      onClick={() => setEditing("new")}
    >
      {t("tag_new")}
    </GatedButton>
  );

  return (
    <Page title={t("tags")} lead={t("tags_lead")} actions={add}>
      <Section>
        {tags.isPending ? (
          <PendingPage />
        ) : tags.isError ? (
          <FailedState error={tags.error} retry={() => void tags.refetch()} />
        ) : tags.data.items.length === 0 ? (
          <State
            icon={<IconTag size={32} stroke={1.4} />}
            title={t("tags_empty")}
            text={t("tags_empty_text")}
            action={add}
          />
        ) : (
          <ul className={rows.list}>
            {tags.data.items.map((tag) => (
              <li key={tag.id} className={rows.row}>
                <span className={rows.grow}>
                  <TagChip name={tag.name} color={tag.color} />
                </span>
                <RowActions
                  permission="tags.manage"
                  editLabel={t("edit_of", { name: tag.name })}
                  deleteLabel={t("delete_of", { name: tag.name })}
                  onEdit={() => setEditing(tag)}
                  onDelete={() => setDeleting(tag)}
                />
              </li>
            ))}
          </ul>
        )}
      </Section>
      {editing && <TagForm tag={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <Confirm
          title={t("tag_delete", { name: deleting.name })}
          text={t("tag_delete_text")}
          act={tc("delete")}
          busy={remove.isPending}
          onClose={() => setDeleting(null)}
          onConfirm={() =>
            remove.mutate(deleting.id, {
              onSuccess: () => void notify(t("deleted"), "good"),
              onError: (error) => void notify(say(error), "bad"),
              onSettled: () => setDeleting(null),
            })
          }
        />
      )}
    </Page>
  );
}
