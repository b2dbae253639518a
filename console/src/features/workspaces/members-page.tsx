/** Settings → Members: the people, who is invited, and the role matrix. */
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersQuery } from "@/api/shared";
import type { Member } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { Confirm } from "@/components/confirm";
import { GatedButton } from "@/components/gated";
import rows from "@/components/list.module.css";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage } from "@/components/states";
import { useMessages } from "@/i18n";
import { useRemoveMember } from "./api/members";
import { Invitations } from "./invitations";
import { InviteDialog } from "./invite-dialog";
import { Matrix } from "./matrix";
import { MemberRow } from "./member-row";
import { messages } from "./messages";

export function MembersPage() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const members = useQuery(membersQuery(workspace.id));
  const remove = useRemoveMember(workspace.id);
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  return (
    <Page
      title={t("title")}
      lead={t("lead", { workspace: workspace.name })}
      actions={
        <GatedButton
          permission="members.manage"
          leftSection={<IconUserPlus size={16} />}
          onClick={() => setInviting(true)}
        >
          {t("invite")}
        </GatedButton>
      }
    >
      {members.isPending ? (
        <PendingPage />
      ) : members.isError ? (
        <FailedState error={members.error} retry={() => void members.refetch()} />
      ) : (
        <Section title={t("people", { count: members.data.items.length })}>
          <ul className={rows.list}>
            {members.data.items.map((member) => (
              <MemberRow key={member.user_id} member={member} onRemove={() => setRemoving(member)} />
            ))}
          </ul>
        </Section>
      )}
      <Invitations />
      <Matrix />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {removing && (
        <Confirm
          title={t("remove_title", { name: removing.name })}
          text={t("remove_text", { name: removing.name })}
          act={t("remove")}
          word={removing.name}
          busy={remove.isPending}
          onClose={() => setRemoving(null)}
          onConfirm={() =>
            remove.mutate(removing.user_id, {
              onSuccess: () => void notify(t("removed", { name: removing.name }), "good"),
              onError: (error) => void notify(say(error), "bad"),
              onSettled: () => setRemoving(null),
            })
          }
        />
      )}
    </Page>
  );
}
