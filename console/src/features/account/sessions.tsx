/** Where this account is signed in: browser, system, address, when; any of it can be ended. */
import { Button } from "@mantine/core";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DeviceSession } from "@/api/types";
import { Confirm } from "@/components/confirm";
import { ReasonedButton } from "@/components/gated";
import rows from "@/components/list.module.css";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage } from "@/components/states";
import { useFormat, useMessages } from "@/i18n";
import classes from "./account.module.css";
import { sessionsQuery, useEndSessions } from "./api/sessions";
import { messages } from "./messages";

export function Sessions() {
  const t = useMessages(messages);
  const say = useProblemText();
  const sessions = useQuery(sessionsQuery);
  const end = useEndSessions();
  const [asking, setAsking] = useState(false);
  const items = [...(sessions.data?.items ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  const alone = items.every((one) => one.current);
  const finish = (id: string | null, done: string) =>
    end.mutate(id, {
      onSuccess: () => void notify(done, "good"),
      onError: (error) => void notify(say(error), "bad"),
      onSettled: () => setAsking(false),
    });
  return (
    <Section
      title={t("sessions")}
      actions={
        <ReasonedButton
          reason={sessions.data && alone ? t("sessions_alone") : null}
          variant="default"
          size="xs"
          onClick={() => setAsking(true)}
        >
          {t("session_end_others")}
        </ReasonedButton>
      }
    >
      {sessions.isPending ? (
        <PendingPage />
      ) : sessions.isError ? (
        <FailedState error={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <ul className={rows.list}>
          {items.map((one) => (
            <Row
              key={one.id}
              session={one}
              busy={end.isPending && end.variables === one.id}
              onEnd={() => finish(one.id, t("session_ended"))}
            />
          ))}
        </ul>
      )}
      {asking && (
        <Confirm
          title={t("others_title")}
          text={t("others_text")}
          act={t("session_end_others")}
          busy={end.isPending}
          onClose={() => setAsking(false)}
          onConfirm={() => finish(null, t("sessions_ended"))}
        />
      )}
    </Section>
  );
}

function Row({ session, busy, onEnd }: { session: DeviceSession; busy: boolean; onEnd: () => void }) {
  const t = useMessages(messages);
  const format = useFormat();
  // Programs and rare browsers do not say what they are.
  const where = session.browser
    ? t("session_where", { browser: session.browser, system: session.system || t("system_unknown") })
    : t("session_unknown");
  const Icon = /phone|tablet|mobile/i.test(session.device) ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={`${rows.row} ${classes.row}`}>
      <Icon size={22} stroke={1.5} aria-hidden="true" />
      <div className={rows.grow}>
        <span className={classes.name}>{where}</span>
        {session.current && <span className={classes.this}>{t("session_this")}</span>}
        <div className={classes.small}>
          {t("session_ip", { ip: session.ip })} ·{" "}
          <time dateTime={session.last_seen_at} title={format.dateTime(session.last_seen_at)}>
            {t("session_seen", { when: format.relative(session.last_seen_at) })}
          </time>{" "}
          · {t("session_since", { date: format.dateTime(session.created_at) })}
        </div>
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          loading={busy}
          aria-label={t("session_end_of", { where })}
          onClick={onEnd}
        >
          {t("session_end")}
        </Button>
      )}
    </li>
  );
}
