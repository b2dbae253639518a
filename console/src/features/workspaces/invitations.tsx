/** Who is invited and has not come yet. Only those who may invite read this list. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Invitation } from "@/api/types";
import { messages as roleMessages } from "@/auth/messages";
import { useGate, useWorkspace } from "@/auth/workspace";
import { Confirm } from "@/components/confirm";
import { GatedButton } from "@/components/gated";
import rows from "@/components/list.module.css";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState } from "@/components/states";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { invitationsQuery, useResendInvitation, useRevokeInvitation } from "./api/members";
import { messages } from "./messages";
import classes from "./workspaces.module.css";

export function Invitations() {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const format = useFormat();
  const say = useProblemText();
  const workspace = useWorkspace();
  const gate = useGate("members.manage");
  const invitations = useQuery({ ...invitationsQuery(workspace.id), enabled: gate.allowed });
  const resend = useResendInvitation(workspace.id);
  const revoke = useRevokeInvitation(workspace.id);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  if (invitations.isError)
    return <FailedState error={invitations.error} retry={() => void invitations.refetch()} />;
  const items = invitations.data?.items ?? [];
  if (items.length === 0) return null;

  const sendAgain = (one: Invitation) =>
    resend.mutate(one.id, {
      onSuccess: () => void notify(t("resent", { email: one.email }), "good"),
      onError: (error) => void notify(say(error), "bad"),
    });
  return (
    <Section title={t("invitations", { count: items.length })}>
      <ul className={rows.list}>
        {items.map((one) => (
          <li key={one.id} className={`${rows.row} ${classes.member}`}>
            <div className={rows.grow}>
              <strong className={`${classes.name} ${classes.break}`}>{one.email}</strong>
              <div className={`${rows.dim} ${classes.small}`}>
                {t("invitation_by", { role: role(`role_${one.role}`, one.role), name: one.invited_by })}
                {" · "}
                {one.state === "expired"
                  ? t("invitation_expired")
                  : t("invitation_until", { date: format.dateTime(one.expires_at) })}
              </div>
            </div>
            <GatedButton
              permission="members.manage"
              variant="default"
              size="xs"
              aria-label={t("resend_of", { email: one.email })}
              loading={resend.isPending && resend.variables === one.id}
              onClick={() => sendAgain(one)}
            >
              {t("resend")}
            </GatedButton>
            <GatedButton
              permission="members.manage"
              variant="subtle"
              color="red"
              size="xs"
              aria-label={t("revoke_of", { email: one.email })}
              onClick={() => setRevoking(one)}
            >
              {t("revoke")}
            </GatedButton>
          </li>
        ))}
      </ul>
      {revoking && (
        <Confirm
          title={t("revoke_title", { email: revoking.email })}
          text={t("revoke_text")}
          act={t("revoke")}
          busy={revoke.isPending}
          onClose={() => setRevoking(null)}
          onConfirm={() =>
            revoke.mutate(revoking.id, {
              onSuccess: () => void notify(t("revoked"), "good"),
              onError: (error) => void notify(say(error), "bad"),
              onSettled: () => setRevoking(null),
            })
          }
        />
      )}
    </Section>
  );
}
