/** Settings → one number: whether it can send and why not, what customers see of it, its PIN, its greetings, a test. */
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { LinkButton } from "@/components/link-button";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { FailedState, PendingPage } from "@/components/states";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { numberQuery, useCheckNumber } from "./api/numbers";
import type { NumberDetails } from "@/api/types";
import classes from "./connections.module.css";
import { ManagerLink, SendTest } from "./first-message";
import { GreetingsSection } from "./greetings-section";
import { messages } from "./number-messages";
import { messages as listMessages } from "./messages";
import { Limit } from "./number-rows";
import { numberStatus, quality, speed, type Tone } from "./number-words";
import { PinSection } from "./pin-section";
import { ProfileSection } from "./profile-section";
import { ToneText } from "./tone-text";
import { useConnectionProblem, useRefusal } from "./use-problem";

const route = getRouteApi("/signed-in/w/$workspace/settings/connection/numbers/$number");

export function NumberPage() {
  const t = useMessages(messages);
  const refusal = useRefusal();
  const { number: id } = route.useParams();
  const workspace = useWorkspace();
  const number = useQuery(numberQuery(workspace.id, id));
  const check = useCheckNumber(workspace.id, id);
  if (number.isPending) return <PendingPage />;
  if (number.isError) return <FailedState error={number.error} retry={() => void number.refetch()} />;
  const one = number.data;
  const checkNow = () =>
    check.mutate(undefined, {
      onSuccess: () => void notify(t("checked"), "good"),
      onError: (error) => void notify(refusal(error).title, "bad"),
    });
  return (
    <Page
      title={one.display_phone_number}
      lead={one.verified_name ? `${one.verified_name}. ${t("lead")}` : t("lead")}
      actions={
        <Group gap="xs">
          <GatedButton permission="accounts.manage" loading={check.isPending} onClick={checkNow}>
            {t("check")}
          </GatedButton>
          <LinkButton
            to="/w/$workspace/settings/connection"
            params={{ workspace: workspace.id }}
            variant="default"
          >
            {t("back")}
          </LinkButton>
        </Group>
      }
    >
      <HealthSection number={one} />
      <FactsSection number={one} />
      <ProfileSection number={one} />
      <GreetingsSection number={one} />
      <PinSection number={one} />
      {one.registered && (
        <Section title={t("test")}>
          <div className={classes.pad}>
            <SendTest number={one} plain />
          </div>
        </Section>
      )}
    </Page>
  );
}

const SEND_TONE = { available: "good", limited: "warn", blocked: "bad" } as const;

function HealthSection({ number }: { number: NumberDetails }) {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const format = useFormat();
  const words = useConnectionProblem();
  const { health } = number;
  const { reasons } = health;
  // Why it is not registered may be told more exactly than that it is not.
  const problem =
    number.problem && !reasons.some((one) => one.title === number.problem?.title) ? number.problem : null;
  const said = problem && words(problem);
  return (
    <Section title={t("health")}>
      <div className={classes.pad}>
        <Group gap="sm" role="status">
          <ToneText tone={SEND_TONE[health.can_send]}>{t(`health_${health.can_send}`)}</ToneText>
          {health.checked_at && (
            <span className={classes.stepNote}>
              {t("health_checked", { when: format.relative(health.checked_at) })}
            </span>
          )}
        </Group>
        {said && (
          <div className={classes.problem}>
            <strong>{said.title}</strong>
            <p>{said.advice}</p>
          </div>
        )}
        {reasons.length > 0 ? (
          <ul className={classes.reasons}>
            {reasons.map((reason, at) => {
              const told = words({ code: reason.reason ?? "", title: reason.title, advice: reason.advice });
              return (
                <li key={at}>
                  <span className={classes.stepNote}>
                    {look(`entity_${reason.entity.toLowerCase()}`, reason.entity)}
                  </span>
                  <strong>{told.title}</strong>
                  <span>{told.advice}</span>
                </li>
              );
            })}
          </ul>
        ) : (
          !problem && health.can_send === "available" && <Text mt="xs">{t("health_fine")}</Text>
        )}
        {(reasons.length > 0 || problem) && (
          <Group mt="md">
            <ManagerLink label={t("manager")} />
          </Group>
        )}
      </div>
    </Section>
  );
}

function nameStatus(word: string | null): { key: string; tone: Tone } {
  const key = word?.toLowerCase() ?? "unknown";
  if (key === "approved" || key === "available_without_review") return { key: `name_${key}`, tone: "good" };
  if (key === "declined" || key === "expired") return { key: `name_${key}`, tone: "bad" };
  return { key: `name_${key}`, tone: key === "pending_review" ? "warn" : "plain" };
}

function FactsSection({ number }: { number: NumberDetails }) {
  const t = useMessages(messages);
  const tl = useMessages(listMessages);
  const look = useLookUp(messages);
  const status = numberStatus(number);
  const rating = quality(number.quality_rating);
  const name = nameStatus(number.name_status);
  const kind = number.coexistence ? "coexistence" : number.account_mode === "SANDBOX" ? "sandbox" : "live";
  return (
    <Section title={t("facts")}>
      <dl className={classes.factGrid}>
        <div>
          <dt>{t("status")}</dt>
          <dd>
            <ToneText tone={status.tone}>{status.key ? tl(status.key) : status.raw}</ToneText>
          </dd>
        </div>
        <div>
          <dt>{t("quality")}</dt>
          <dd>
            <ToneText tone={rating.tone}>{tl(rating.key)}</ToneText>
          </dd>
        </div>
        <div>
          <dt>{t("limit")}</dt>
          <dd>
            <Limit limit={number.tier ?? number.messaging_limit} />
            <span className={classes.stepNote}>{t("limit_hint")}</span>
          </dd>
        </div>
        <div>
          <dt>{t("speed")}</dt>
          <dd>{tl(speed(number.throughput, number.coexistence))}</dd>
        </div>
        <div>
          <dt>{t("name")}</dt>
          <dd>
            <ToneText tone={name.tone}>{look(name.key, number.name_status ?? "")}</ToneText>
          </dd>
        </div>
        <div>
          <dt>{t("mode")}</dt>
          <dd>{t(`mode_${kind}`)}</dd>
        </div>
      </dl>
    </Section>
  );
}
