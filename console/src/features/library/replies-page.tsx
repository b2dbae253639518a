/** Settings → Canned replies. */
import { IconMessageBolt, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cannedRepliesQuery } from "@/api/shared";
import type { CannedReply } from "@/api/types";
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
import { plainText } from "@/components/whatsapp/markup";
import { useMessages } from "@/i18n";
import { useDeleteReply } from "./api/replies";
import classes from "./library.module.css";
import { messages } from "./messages";
import { ReplyForm } from "./reply-form";

export function RepliesPage() {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const workspace = useWorkspace();
  const replies = useQuery(cannedRepliesQuery(workspace.id));
  const remove = useDeleteReply(workspace.id);
  const [editing, setEditing] = useState<CannedReply | "new" | null>(null);
  const [deleting, setDeleting] = useState<CannedReply | null>(null);
  const add = (
    <GatedButton
      permission="canned_replies.manage"
      leftSection={<IconPlus size={16} />}
      onClick={() => setEditing("new")}
    >
      {t("reply_new")}
    </GatedButton>
  );

  return (
    <Page title={t("replies")} lead={t("replies_lead")} actions={add}>
      <Section>
        {replies.isPending ? (
          <PendingPage />
        ) : replies.isError ? (
          <FailedState error={replies.error} retry={() => void replies.refetch()} />
        ) : replies.data.items.length === 0 ? (
          <State
            icon={<IconMessageBolt size={32} stroke={1.4} />}
            title={t("replies_empty")}
            text={t("replies_empty_text")}
            action={add}
          />
        ) : (
          <ul className={rows.list}>
            {replies.data.items
              .toSorted((a, b) => a.shortcut.localeCompare(b.shortcut))
              .map((reply) => (
                <li key={reply.id} className={rows.row}>
                  <div className={`${rows.grow} ${classes.reply}`}>
                    <code className={classes.shortcut}>/{reply.shortcut}</code>
                    <span className={`${rows.dim} ${rows.clip}`}>{plainText(reply.text)}</span>
                  </div>
                  <RowActions
                    permission="canned_replies.manage"
                    editLabel={t("edit_of", { name: `/${reply.shortcut}` })}
                    deleteLabel={t("delete_of", { name: `/${reply.shortcut}` })}
                    onEdit={() => setEditing(reply)}
                    onDelete={() => setDeleting(reply)}
                  />
                </li>
              ))}
          </ul>
        )}
      </Section>
      {editing && <ReplyForm reply={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <Confirm
          title={t("reply_delete", { name: deleting.shortcut })}
          text={t("reply_delete_text")}
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
