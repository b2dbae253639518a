/** What each role may do: the server's own table, read by people. */
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { messages as roleMessages } from "@/auth/messages";
import { messages as permissionMessages } from "@/auth/permission-messages";
import { includes, PERMISSIONS, ROLES } from "@/auth/permissions";
import { useWorkspace } from "@/auth/workspace";
import { Section } from "@/components/page";
import { useLookUp, useMessages } from "@/i18n";
import { messages } from "./messages";
import classes from "./workspaces.module.css";

export function Matrix() {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const permission = useLookUp(permissionMessages);
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
