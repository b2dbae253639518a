/** Under a bubble that has not reached the API yet: progress, waiting for the line, or what was refused. */
import { useProblemText } from "@/components/problem";
import { ApiError } from "@/api/errors";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { useOutbox } from "../live/outbox-context";
import type { Outgoing } from "../model/outgoing";
import { messages } from "./messages";
import { sending } from "./sending-messages";
import classes from "./thread.module.css";

export function UnsentLine({ outgoing }: { outgoing: Outgoing }) {
  const t = useMessages(messages);
  const s = useLookUp(sending);
  const format = useFormat();
  const say = useProblemText();
  const outbox = useOutbox();
  const discard = () => outbox.discard(outgoing.clientId);
  if (outgoing.state === "uploading") {
    const percent = format.percent(Math.round(outgoing.progress * 100) / 100);
    return (
      <div className={classes.below}>
        <span
          className={classes.progress}
          role="progressbar"
          aria-label={t("status_uploading", { percent })}
          aria-valuenow={Math.round(outgoing.progress * 100)}
        >
          <span style={{ width: `${outgoing.progress * 100}%` }} />
        </span>
        <span className="wl-num">{percent}</span>
        <button type="button" className={classes.small} onClick={discard}>
          {t("cancel_upload")}
        </button>
      </div>
    );
  }
  if (outgoing.state === "waiting") {
    return (
      <div className={classes.below} role="status">
        {t("status_waiting")}
        <button type="button" className={classes.small} onClick={() => outbox.again(outgoing.clientId)}>
          {t("retry")}
        </button>
      </div>
    );
  }
  if (outgoing.state !== "failed") return null;
  const problem = outgoing.problem;
  const plain = say(new ApiError(422, { code: problem?.code, detail: problem?.detail }));
  const words = s(problem?.code ?? "", plain);
  return (
    <>
      <div className={classes.problem} role="alert">
        <strong>{t("not_sent")}.</strong> {words}
      </div>
      <div className={classes.below}>
        <button type="button" className={classes.small} onClick={discard}>
          {t("discard")}
        </button>
        <button type="button" className={classes.small} onClick={() => outbox.again(outgoing.clientId)}>
          {t("retry")}
        </button>
      </div>
    </>
  );
}
