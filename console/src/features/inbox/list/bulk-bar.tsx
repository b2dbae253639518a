/** Acts on several conversations at once, a few at a time, and says how many did not work. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { tagsQuery } from "@/api/shared";
import type { Conversation, ConversationPatch } from "@/api/types";
import { useGate } from "@/auth/workspace";
import { notify } from "@/components/notify";
import { useMessages } from "@/i18n";
import { changeConversation, storeConversation } from "../api/conversations";
import { messages } from "../messages";
import classes from "./list.module.css";

interface BulkBarProps {
  workspace: string;
  me: string;
  chosen: readonly Conversation[];
  onDone: () => void;
}

const AT_ONCE = 4;

export default function BulkBar({ workspace, me, chosen, onDone }: BulkBarProps) {
  const t = useMessages(messages);
  const gate = useGate("conversations.manage");
  const client = useQueryClient();
  const tags = useQuery(tagsQuery(workspace)).data?.items ?? [];
  const [busy, setBusy] = useState(false);
  const run = async (changeOf: (one: Conversation) => ConversationPatch) => {
    setBusy(true);
    const waiting = [...chosen];
    let failed = 0;
    const worker = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        try {
          const changed = await changeConversation(workspace, one.id, changeOf(one));
          storeConversation(client, workspace, changed, { me });
        } catch {
          failed += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    void client.invalidateQueries({ queryKey: ["inbox", workspace, "counts"] });
    setBusy(false);
    if (failed > 0) void notify(t("bulk_failed", { count: failed }), "bad");
    else void notify(t("bulk_done", { count: chosen.length }), "good");
    onDone();
  };
  const off = busy || !gate.allowed;
  const button = (label: string, changeOf: (one: Conversation) => ConversationPatch) => (
    <button
      type="button"
      className={classes.small}
      disabled={off}
      title={gate.reason ?? undefined}
      onClick={() => void run(changeOf)}
    >
      {label}
    </button>
  );
  const allResolved = chosen.every((one) => one.status === "resolved");
  return (
    <div className={classes.bulk}>
      <strong role="status">
        {t("selected", { count: chosen.length })}
        <button type="button" className={classes.small} disabled={busy} onClick={onDone}>
          {t("select_stop")}
        </button>
      </strong>
      {allResolved
        ? button(t("bulk_reopen"), () => ({ status: "open" }))
        : button(t("bulk_resolve"), () => ({ status: "resolved" }))}
      {button(t("bulk_assign_me"), () => ({ assignee: me }))}
      {button(t("bulk_unassign"), () => ({ assignee: null }))}
      <select
        className={classes.small}
        aria-label={t("bulk_tag")}
        value=""
        disabled={off}
        onChange={(event) => {
          const tag = event.currentTarget.value;
          void run((one) => ({ tags: [...new Set([...one.tags, tag])] }));
        }}
      >
        <option value="">{t("bulk_tag")}</option>
        {tags.map((tag) => (
          <option key={tag.id} value={tag.id}>
            {tag.name}
          </option>
        ))}
      </select>
    </div>
  );
}
