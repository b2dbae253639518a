/** The numbers of an account, each with its state in words and the way to its own page. */
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useWorkspace } from "@/auth/workspace";
import { useFormat, useMessages } from "@/i18n";
import type { Account, PhoneNumber } from "@/api/types";
import classes from "./connections.module.css";
import { messages } from "./messages";
import { dailyLimit, numberStatus, quality, speed } from "./number-words";
import { ToneText } from "./tone-text";

export function NumberRows({ account }: { account: Account }) {
  const t = useMessages(messages);
  if (account.numbers.length === 0) return <p className={classes.pad}>{t("no_numbers")}</p>;
  return (
    <ul className={classes.numbers} aria-label={t("numbers", { name: account.name })}>
      {account.numbers.map((number) => (
        <NumberRow key={number.id} number={number} />
      ))}
    </ul>
  );
}

function NumberRow({ number }: { number: PhoneNumber }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const status = numberStatus(number);
  const rating = quality(number.quality_rating);
  return (
    <li className={classes.number}>
      <div className={classes.numberName}>
        <Link
          to="/w/$workspace/settings/connection/numbers/$number"
          params={{ workspace: workspace.id, number: number.id }}
          className={classes.numberLink}
        >
          <strong className="wl-num" dir="ltr">
            {number.display_phone_number}
          </strong>
          <span className="wl-sr-only">
            {": "}
            {t("number_open", { number: number.display_phone_number })}
          </span>
        </Link>
        <span className={classes.stepNote}>{number.verified_name}</span>
      </div>
      <ToneText tone={status.tone}>{status.key ? t(status.key) : status.raw}</ToneText>
      <dl className={classes.numberFacts}>
        <div>
          <dt>{t("fact_quality")}</dt>
          <dd>
            <ToneText tone={rating.tone}>{t(rating.key)}</ToneText>
          </dd>
        </div>
        <div>
          <dt>{t("fact_limit")}</dt>
          <dd>
            <Limit limit={number.messaging_limit} />
          </dd>
        </div>
        <div>
          <dt>{t("fact_speed")}</dt>
          <dd>{t(speed(number.throughput))}</dd>
        </div>
      </dl>
      <IconChevronRight className={classes.numberGo} size={18} stroke={1.6} aria-hidden="true" />
    </li>
  );
}

export function Limit({ limit }: { limit: string | null }) {
  const t = useMessages(messages);
  const format = useFormat();
  const people = dailyLimit(limit);
  return people === null
    ? t("limit_unknown")
    : people === Infinity
      ? t("limit_unlimited")
      : format.number(people);
}
