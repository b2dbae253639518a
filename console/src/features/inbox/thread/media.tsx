/** Files of a message in boxes of fixed ratio: on their way, refused, gone, or shown and played from our S3. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { Message } from "@/api/types";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { mediaQuery } from "../api/messages";
import { Icon } from "../icons";
import { text } from "../model/content";
import { messages } from "./messages";
import { reasons } from "./media-reasons";
import classes from "./parts.module.css";

const Lightbox = lazy(() => import("./lightbox"));

interface MediaProps {
  workspace: string;
  message: Message;
  /** A local address while the file is uploaded from here. */
  preview?: string | null;
}

export function MediaPart({ workspace, message, preview }: MediaProps) {
  const t = useMessages(messages);
  const look = useLookUp(reasons);
  const { media, kind } = message;
  const Shape = kind === "audio" ? AudioPart : kind === "document" ? DocumentPart : PicturePart;
  if (preview) return <Still src={preview} kind={kind} />;
  if (media?.state === "stored") return <Shape workspace={workspace} message={message} />;
  const why = media?.reason ? look(media.reason, media.reason) : null;
  const words =
    media?.state === "pending"
      ? message.direction === "out"
        ? t("loading_media")
        : t("media_pending")
      : media?.state === "refused"
        ? why
          ? t("media_refused_reason", { reason: why })
          : t("media_refused")
        : why
          ? t("media_unavailable_reason", { reason: why })
          : t("media_unavailable");
  const flat = kind === "audio" || kind === "document";
  return (
    <div className={flat ? classes.card : `${classes.media} ${kind === "sticker" ? classes.sticker : ""}`}>
      <span className={flat ? classes.tagline : classes.mediaWords}>
        <Icon
          name={kind === "audio" ? "mic" : kind === "document" ? "file" : "image"}
          size={flat ? 18 : 26}
        />
        <span>
          {media?.filename && <span className={classes.cardTitle}>{media.filename} · </span>}
          {words}
        </span>
      </span>
    </div>
  );
}

function Still({ src, kind }: { src: string; kind: string }) {
  return (
    <div className={`${classes.media} ${kind === "sticker" ? classes.sticker : ""}`}>
      {kind === "video" ? <video src={src} muted playsInline preload="metadata" /> : <img src={src} alt="" />}
    </div>
  );
}

/** The link of a file, asked for once the file is near the screen. */
function useLink({ workspace, message }: MediaProps, wanted: boolean) {
  return useQuery({ ...mediaQuery(workspace, message.conversation_id, message.id), enabled: wanted });
}

function useNear() {
  const ref = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(() => typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (near || !ref.current) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: "500px 0px" },
    );
    watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, [near]);
  return { ref, near };
}

function Broken({ onAgain }: { onAgain: () => void }) {
  const t = useMessages(messages);
  return (
    <span className={classes.mediaWords} role="alert">
      {t("load_failed")}
      <button
        type="button"
        className={classes.card}
        style={{ width: "auto", minHeight: 28 }}
        onClick={onAgain}
      >
        {t("again")}
      </button>
    </span>
  );
}

function PicturePart({ workspace, message }: MediaProps) {
  const t = useMessages(messages);
  const { ref, near } = useNear();
  const link = useLink({ workspace, message }, near);
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  const video = message.kind === "video";
  const sticker = message.kind === "sticker";
  const caption = text(message.content.caption);
  const again = () => {
    setBroken(false);
    void link.refetch();
  };
  const shape = `${classes.media} ${sticker ? classes.sticker : ""}`;
  if (broken || link.isError) {
    return (
      <div ref={ref} className={shape}>
        <Broken onAgain={again} />
      </div>
    );
  }
  const inner: ReactNode = link.data ? (
    video ? (
      <>
        <video
          src={`${link.data.url}#t=0.1`}
          muted
          playsInline
          preload="metadata"
          onError={() => setBroken(true)}
        />
        <span className={classes.play}>
          <Icon name="play" size={22} />
        </span>
      </>
    ) : (
      <img
        src={link.data.url}
        alt={sticker ? t("sticker") : caption || t("image")}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(true)}
      />
    )
  ) : (
    <Icon name={video ? "play" : "image"} size={26} />
  );
  return (
    <div ref={ref}>
      {sticker ? (
        <div className={shape}>{inner}</div>
      ) : (
        <button
          type="button"
          className={shape}
          aria-label={t(video ? "open_video" : "open_image")}
          disabled={!link.data}
          onClick={() => setOpen(true)}
        >
          {inner}
        </button>
      )}
      {open && link.data && (
        <Suspense fallback={null}>
          <Lightbox link={link.data} video={video} caption={caption} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function AudioPart({ workspace, message }: MediaProps) {
  const t = useMessages(messages);
  const format = useFormat();
  const [wanted, setWanted] = useState(false);
  const link = useLink({ workspace, message }, wanted);
  const label = message.media?.voice ? t("voice") : t("audio");
  if (link.data) {
    return (
      <div className={classes.audio}>
        {/* What customers record has no captions. */}
        {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
        <audio src={link.data.url} controls autoPlay aria-label={label} />
      </div>
    );
  }
  return (
    <div className={classes.audio}>
      <button
        type="button"
        className={classes.round}
        aria-label={label}
        disabled={link.isFetching}
        onClick={() => (wanted ? void link.refetch() : setWanted(true))}
      >
        <Icon name={link.isFetching ? "more" : "play"} />
      </button>
      <span className={classes.cardBody}>
        <span className={classes.tagline}>
          <Icon name="mic" size={14} /> {label}
        </span>
        <span className={classes.dim}>
          {link.isError ? t("load_failed") : message.media?.size ? format.bytes(message.media.size) : ""}
        </span>
      </span>
    </div>
  );
}

function DocumentPart({ workspace, message }: MediaProps) {
  const t = useMessages(messages);
  const format = useFormat();
  const client = useQueryClient();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const name = message.media?.filename ?? t("document");
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? "";
  const download = async () => {
    setState("busy");
    try {
      const link = await client.fetchQuery(mediaQuery(workspace, message.conversation_id, message.id));
      await saveAs(link.url, name);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <button
      type="button"
      className={classes.card}
      disabled={state === "busy"}
      onClick={() => void download()}
    >
      <Icon name="file" size={26} />
      <span className={classes.cardBody}>
        <span className={classes.cardTitle}>
          <span className="wl-sr-only">{t("download")}: </span>
          {name}
        </span>
        <span className={classes.dim}>
          {state === "failed"
            ? t("load_failed")
            : [ending, message.media?.size ? format.bytes(message.media.size) : ""]
                .filter(Boolean)
                .join(" · ")}
        </span>
      </span>
      <Icon name="download" />
    </button>
  );
}

/**
 * Saves a file under its name. Browsers ignore the name (and show pictures instead of saving them) when the address is
 * of another origin, so the file is fetched first; where that fails it is opened beside the console.
 */
export async function saveAs(url: string, name: string): Promise<void> {
  const link = document.createElement("a");
  link.download = name;
  try {
    // Not from the cache: what an <img> left there has no word on who else may read it.
    const answer = await fetch(url, { cache: "no-store" });
    if (!answer.ok) throw new Error(`S3 answered ${answer.status}`);
    link.href = URL.createObjectURL(await answer.blob());
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch {
    link.href = url;
    link.target = "_blank";
    link.rel = "noreferrer noopener";
    link.click();
  }
}
