/** Controls a person may not use: shown, reachable by keyboard, disabled, with the reason. */
import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import { type ComponentPropsWithoutRef, type MouseEvent, useId } from "react";
import type { Permission } from "@/auth/permissions";
import { useGate } from "@/auth/workspace";

type GatedButtonProps = ButtonProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & { permission: Permission };

export function GatedButton({ permission, onClick, ...props }: GatedButtonProps) {
  const gate = useGate(permission);
  const reason = useId();
  if (gate.allowed) return <Button {...props} onClick={onClick} />;
  return (
    <Tooltip label={gate.reason} multiline maw={280}>
      <span>
        <Button
          {...props}
          type="button"
          aria-disabled
          data-disabled
          aria-describedby={reason}
          onClick={(event: MouseEvent) => {
            event.preventDefault();
          }}
        />
        <span id={reason} className="wl-sr-only">
          {gate.reason}
        </span>
      </span>
    </Tooltip>
  );
}
