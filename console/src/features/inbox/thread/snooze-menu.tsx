/** Until when a conversation should be out of the way, by the clock of the workspace. */
import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import type { Conversation } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { Dialog } from "@/components/dialog";
import { useFormat, useMessages } from "@/i18n";
import { fromField, snoozeChoices, toField } from "../model/zone";
import { messages } from "./messages";
import list from "../list/list.module.css";

interface SnoozeMenuProps {
  conversation: Conversation;
  onClose: () => void;
  /** A moment, or null to wake it up now. */
  onChoose: (until: string | null) => void;
}

export default function SnoozeMenu({ conversation, onClose, onChoose }: SnoozeMenuProps) {
  const t = useMessages(messages);
  const format = useFormat();
  const zone = useWorkspace().time_zone;
  const [now] = useState(() => Date.now());
  const [picked, setPicked] = useState(() => toField(now + 24 * 3_600_000, zone));
  const until = fromField(picked, zone);
  const valid = until !== null && new Date(until).getTime() > now;
  return (
    <Dialog opened onClose={onClose} title={t("snooze")} size="sm">
      <Stack gap="xs">
        {conversation.status === "snoozed" && (
          <Button variant="light" onClick={() => onChoose(null)}>
            {t("unsnooze")}
          </Button>
        )}
        {snoozeChoices(now, zone).map((choice, at) => (
          <Button
            key={choice.key}
            variant="default"
            justify="space-between"
            data-autofocus={at === 0 || undefined}
            rightSection={
              <span className="wl-num">{when(format.day(choice.at), format.time(choice.at))}</span>
            }
            onClick={() => onChoose(choice.at)}
          >
            {t(`snooze_${choice.key}`)}
          </Button>
        ))}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (valid) onChoose(until);
          }}
        >
          <label className={list.field} style={{ gridTemplateColumns: "1fr", gap: 4 }}>
            {t("snooze_until")}
            <input
              type="datetime-local"
              className={list.small}
              style={{ minHeight: 34 }}
              value={picked}
              min={toField(now, zone)}
              onChange={(event) => setPicked(event.currentTarget.value)}
            />
          </label>
          <Button type="submit" mt="xs" fullWidth disabled={!valid}>
            {t("snooze_set")}
          </Button>
        </form>
      </Stack>
    </Dialog>
  );
}

function when(day: string, time: string): string {
  return `${day.replace(/[ ,].*$/, "")} ${time}`;
}
