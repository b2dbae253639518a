/** One member: who they are, their role, an agent's limits, the way out. What may not be changed says why. */
import { NativeSelect, Switch, Tooltip } from "@mantine/core";
import { messages as roleMessages } from "@/auth/messages";
import type { Member, Role } from "@/api/types";
import { ROLES } from "@/auth/permissions";
import { useGate, useSession, useWorkspace } from "@/auth/workspace";
import { ReasonedButton } from "@/components/gated";
import rows from "@/components/list.module.css";
import { notify } from "@/components/notify";
import { PersonAvatar } from "@/components/person";
import { useProblemText } from "@/components/problem";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { capitalized } from "@/lib/words";
import { type MemberChange, useChangeMember } from "./api/members";
import { messages } from "./messages";
import classes from "./workspaces.module.css";

export function MemberRow({ member, onRemove }: { member: Member; onRemove: () => void }) {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const format = useFormat();
  const say = useProblemText();
  const workspace = useWorkspace();
  const { user } = useSession();
  const gate = useGate("members.manage");
  const change = useChangeMember(workspace.id);
  const me = member.user_id === user?.id;
  const guarded = member.role === "owner" && workspace.role !== "owner" ? t("owner_row") : null;
  const reason = gate.reason ?? guarded;
  const roles = ROLES.filter((one) => one !== "owner" || workspace.role === "owner");
  const named = { name: member.name };

  const apply = (wanted: MemberChange, done: string) =>
    change.mutate(
      { user: member.user_id, change: wanted },
      {
        onSuccess: () => void notify(done, "good"),
        onError: (error) => void notify(say(error), "bad"),
      },
    );
  const setRole = (next: Role) =>
    apply({ role: next }, t("changed", { ...named, role: role(`role_${next}`, next) }));

  return (
    <li className={`${rows.row} ${classes.member}`}>
      <PersonAvatar id={member.user_id} name={member.name} />
      <div className={rows.grow}>
        <div className={rows.clip}>
          <strong className={classes.name}>{member.name}</strong>
          {me && <span className={rows.dim}> ({t("you")})</span>}
        </div>
        <div className={`${rows.dim} ${rows.clip} ${classes.small}`}>
          {member.email}
          {member.joined_at && <> · {t("since", { date: format.date(member.joined_at) })}</>}
        </div>
        {member.role === "agent" && (
          <div className={classes.limits}>
            {(["limited", "masked"] as const).map((limit) => (
              <Tooltip key={limit} label={reason ?? t("limits_hint")} multiline maw={280}>
                <Switch
                  size="xs"
                  label={t(limit)}
                  aria-label={t(`${limit}_of`, named)}
                  checked={member[limit]}
                  disabled={reason !== null || change.isPending}
                  onChange={(event) =>
                    apply({ [limit]: event.currentTarget.checked }, t("changed_limits", named))
                  }
                />
              </Tooltip>
            ))}
          </div>
        )}
      </div>
      {reason !== null || me ? (
        <ReasonedButton reason={reason ?? t("own_role")} variant="default" size="xs" className={classes.role}>
          <span className={classes.capital}>{role(`role_${member.role}`, member.role)}</span>
        </ReasonedButton>
      ) : (
        <NativeSelect
          size="xs"
          aria-label={t("role_of", named)}
          value={member.role}
          disabled={change.isPending}
          data={roles.map((one) => ({ value: one, label: capitalized(role(`role_${one}`, one)) }))}
          onChange={(event) => {
            const next = roles.find((one) => one === event.currentTarget.value);
            if (next) setRole(next);
          }}
        />
      )}
      <ReasonedButton
        reason={reason ?? (me ? t("remove_own") : null)}
        variant="subtle"
        color="red"
        size="xs"
        aria-label={t("remove_of", named)}
        onClick={onRemove}
      >
        {t("remove")}
      </ReasonedButton>
    </li>
  );
}
