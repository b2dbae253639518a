/** Settings → Members: the people and the role matrix. */
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "@/api/shared";
import { messages as roleMessages } from "@/auth/messages";
import { includes, PERMISSIONS, ROLES } from "@/auth/permissions";
import { useSession, useWorkspace } from "@/auth/workspace";
import rows from "@/components/list.module.css";
import { Page, Section } from "@/components/page";
import { PersonAvatar } from "@/components/person";
import { FailedState, PendingPage } from "@/components/states";
import { useLookUp, useMessages } from "@/i18n";
import { messages } from "./messages";
import classes from "./workspaces.module.css";

export function MembersPage() {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const workspace = useWorkspace();
  const { user } = useSession();
  const members = useQuery(membersQuery(workspace.id));
  return (
    <Page title={t("title")} lead={t("lead", { workspace: workspace.name })}>
      {members.isPending ? (
        <PendingPage />
      ) : members.isError ? (
        <FailedState error={members.error} retry={() => void members.refetch()} />
      ) : (
        <Section title={t("people", { count: members.data.items.length })}>
          <ul className={rows.list}>
            {members.data.items.map((member) => (
              <li key={member.user_id} className={rows.row}>
                <PersonAvatar id={member.user_id} name={member.name} />
                <div className={rows.grow}>
                  <div className={rows.clip}>
                    <strong className={classes.name}>{member.name}</strong>
                    {member.user_id === user?.id && <span className={rows.dim}> ({t("you")})</span>}
                  </div>
                  <div className={`${rows.dim} ${rows.clip} ${classes.small}`}>{member.email}</div>
                </div>
                <span className={classes.role}>{role(`role_${member.role}`, member.role)}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Matrix />
    </Page>
  );
}

function Matrix() {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const permission = useLookUp(messages);
  const workspace = useWorkspace();
  return (
    <Section title={t("matrix")}>
      {/* Scrolls sideways on a phone, so the keyboard must be able to reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.wrap} tabIndex={0} role="group" aria-label={t("matrix")}>
        <table className={classes.matrix}>
          <caption>{t("matrix_lead")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("area")}</th>
              {ROLES.map((one) => (
                <th key={one} scope="col" data-mine={one === workspace.role || undefined}>
                  {role(`role_${one}`, one)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PERMISSIONS.map((one) => (
              <tr key={one}>
                <th scope="row">{permission(`p_${one.replace(".", "_")}`, one)}</th>
                {ROLES.map((holder) => {
                  const may = includes(holder, one);
                  const Icon = may ? IconCheck : IconMinus;
                  return (
                    <td
                      key={holder}
                      data-may={may || undefined}
                      data-mine={holder === workspace.role || undefined}
                    >
                      <Icon size={16} stroke={2} aria-hidden="true" />
                      <span className="wl-sr-only">{t(may ? "yes" : "no")}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
