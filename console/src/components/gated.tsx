/** Controls a person may not use: shown, reachable by keyboard, disabled, with the reason. */
import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import { type ComponentPropsWithoutRef, type MouseEvent, useId } from "react";
import type { Permission } from "@/auth/permissions";
import { useGate } from "@/auth/workspace";

type GatedButtonProps = ButtonProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & { permission: Permission };

export function GatedButton({ permission, ...props }: GatedButtonProps) {
  return <ReasonedButton reason={useGate(permission).reason} {...props} />;
}

type ReasonedButtonProps = ButtonProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & {
    /** Why it cannot be pressed now; null when it can. */
    reason: string | null;
  };

export function ReasonedButton({ reason: why, onClick, ...props }: ReasonedButtonProps) {
  const reason = useId();
  if (why === null) return <Button {...props} onClick={onClick} />;
  return (
    <Tooltip label={why} multiline maw={280}>
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
          {why}
        </span>
      </span>
    </Tooltip>
  );
}
