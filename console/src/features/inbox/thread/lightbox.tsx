/** A photo or video as large as the screen allows, with its caption and a download. */
import type { MediaLink } from "@/api/types";
import { Dialog } from "@/components/dialog";
import { useMessages } from "@/i18n";
import { messages } from "./messages";
import { saveAs } from "./media";
import classes from "./lightbox.module.css";

interface LightboxProps {
  link: MediaLink;
  video: boolean;
  caption: string;
  onClose: () => void;
}

export default function Lightbox({ link, video, caption, onClose }: LightboxProps) {
  const t = useMessages(messages);
  const name = link.filename ?? t(video ? "video" : "image");
  return (
    <Dialog
      opened
      onClose={onClose}
      fullScreen
      padding="sm"
      title={name}
      classNames={{ content: classes.content, body: classes.body, header: classes.header }}
    >
      <div className={classes.stage}>
        {video ? (
          // What customers film has no captions.
          // eslint-disable-next-line jsx-a11y/media-has-caption
          <video src={link.url} controls autoPlay playsInline />
        ) : (
          <img src={link.url} alt={caption || name} />
        )}
      </div>
      <div className={classes.foot}>
        {caption && <p dir="auto">{caption}</p>}
        <button
          type="button"
          data-autofocus
          onClick={() => {
            void saveAs(link.url, named(name, link.mime_type));
          }}
        >
          {t("download")}
        </button>
      </div>
    </Dialog>
  );
}

/** A photo has no name at WhatsApp; the saved file needs an ending that opens it. */
function named(name: string, mime: string): string {
  const ending = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
  }[mime.split(";")[0] ?? ""];
  return /\.[a-z0-9]{2,5}$/i.test(name) || !ending ? name : `${name}.${ending}`;
}
