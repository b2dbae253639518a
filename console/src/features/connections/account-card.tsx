/** One WhatsApp Business Account: its numbers, what is wrong with it, what may be done. */
import { Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useSyncTemplates } from "@/api/sync";
import type { Account, PhoneNumber } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { Section } from "@/components/page";
import { useFormat, useMessages } from "@/i18n";
import { AccountEvents } from "./account-events";
import classes from "./connections.module.css";
import { messages } from "./messages";
import { dailyLimit, numberStatus, quality, type Tone } from "./number-words";
import { ResumeForm } from "./resume-form";
import { Steps } from "./steps";
import { useConnectionProblem } from "./use-problem";

const ICON = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX };
const TONE = { connected: "good", incomplete: "warn", disconnected: "bad" } as const;

export function ToneText({ tone, children }: { tone: Tone; children: string }) {
  const Icon = tone === "plain" ? null : ICON[tone];
  return (
    <span className={classes.state} data-tone={tone}>
      {Icon && <Icon size={16} stroke={1.8} aria-hidden="true" />}
      {children}
    </span>
  );
}

export function AccountCard({ account }: { account: Account }) {
  const t = useMessages(messages);
  const format = useFormat();
  const say = useProblemText();
  const words = useConnectionProblem();
  const workspace = useWorkspace();
  const sync = useSyncTemplates(workspace.id);
  const [resuming, setResuming] = useState(false);
  const [events, setEvents] = useState(false);
  const troubled = account.status !== "connected";

  const syncNow = () =>
    sync.mutate([account.waba_id], {
      onSuccess: (count) => void notify(t("synced", { count }), "good"),
      onError: (error) => void notify(say(error), "bad"),
    });

  return (
    <Section>
      <div className={classes.accountHead}>
        <div>
          <h2 className={classes.accountName}>
            {account.name}
            <ToneText tone={TONE[account.status]}>{t(`status_${account.status}`)}</ToneText>
          </h2>
          <p className={classes.meta}>
            {t("account_id", { id: account.waba_id })}
            {account.connected_at && ` · ${t("connected_at", { at: format.date(account.connected_at) })}`}
          </p>
        </div>
        <Group gap="xs">
          {troubled && (
            <GatedButton permission="accounts.manage" onClick={() => setResuming(true)}>
              {t("resume")}
            </GatedButton>
          )}
          <GatedButton
            permission="templates.sync"
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={sync.isPending}
            onClick={syncNow}
          >
            {t("sync")}
          </GatedButton>
        </Group>
      </div>
      {troubled && (
        <div className={classes.trouble}>
          {account.problem && account.steps.every((step) => !step.problem) && (
            <div className={classes.problem} role="status" style={{ marginBlockEnd: "1rem" }}>
              <strong>{words(account.problem).title}</strong>
              <p>{words(account.problem).advice}</p>
            </div>
          )}
          <Steps steps={account.steps} />
        </div>
      )}
      <Numbers numbers={account.numbers} />
      <div className={classes.eventsFoot}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          ml={-8}
          onClick={() => setEvents(!events)}
          aria-expanded={events}
        >
          {t(events ? "events" : "events_show")}
        </Button>
        {events && <AccountEvents waba={account.waba_id} />}
      </div>
      {resuming && <ResumeForm account={account} onClose={() => setResuming(false)} />}
    </Section>
  );
}

/* On a phone the table is drawn as cards (display: block), and browsers then forget what it is: the roles say it again. */
/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
function Numbers({ numbers }: { numbers: readonly PhoneNumber[] }) {
  const t = useMessages(messages);
  const format = useFormat();
  if (numbers.length === 0) return <p className={classes.pad}>{t("no_numbers")}</p>;
  return (
    // Scrolls sideways on a phone, so the keyboard must be able to reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.tableWrap} tabIndex={0} role="group" aria-label={t("col_number")}>
      <table className={classes.table} role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">
              {t("col_number")}
            </th>
            <th scope="col" role="columnheader">
              {t("col_status")}
            </th>
            <th scope="col" role="columnheader">
              {t("col_quality")}
            </th>
            <th scope="col" role="columnheader">
              {t("col_limit")}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {numbers.map((number) => {
            const status = numberStatus(number);
            const rating = quality(number.quality_rating);
            const limit = dailyLimit(number.messaging_limit);
            return (
              <tr key={number.id} role="row">
                <td role="cell">
                  <strong className="wl-num" dir="ltr">
                    {number.display_phone_number}
                  </strong>
                  <div className={classes.meta}>{number.verified_name}</div>
                </td>
                <td role="cell" data-label={t("col_status")}>
                  <ToneText tone={status.tone}>{status.key ? t(status.key) : status.raw}</ToneText>
                </td>
                <td role="cell" data-label={t("col_quality")}>
                  <ToneText tone={rating.tone}>{t(rating.key)}</ToneText>
                </td>
                <td role="cell" className="wl-num" data-label={t("col_limit")}>
                  {limit === null
                    ? t("limit_unknown")
                    : limit === Infinity
                      ? t("limit_unlimited")
                      : format.number(limit)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
