/** The inside of a bubble by kind. Whatever Meta invents next is shown as such, never dropped. */
import type { Message } from "@/api/types";
import { WhatsAppText } from "@/components/whatsapp/text";
import { useMessages } from "@/i18n";
import { Icon } from "../icons";
import { text } from "../model/content";
import { MediaPart } from "./media";
import { messages } from "./messages";
import {
  ButtonPart,
  ContactsPart,
  InteractivePart,
  LocationPart,
  OrderPart,
  ReferralPart,
  UnsupportedPart,
} from "./parts";
import { TemplatePart } from "./template-part";
import classes from "./thread.module.css";

const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*|\s){1,6}$/u;

export const isMedia = (kind: string) => ["image", "video", "audio", "document", "sticker"].includes(kind);

interface MessageBodyProps {
  workspace: string;
  message: Message;
  preview?: string | null;
}

export function MessageBody({ workspace, message, preview }: MessageBodyProps) {
  const t = useMessages(messages);
  const { kind, content } = message;
  if (message.revoked_at !== null) {
    return (
      <div className={classes.gone}>
        <Icon name="close" size={13} /> {t("deleted")}
      </div>
    );
  }
  const referral = message.referral && <ReferralPart referral={message.referral} />;
  switch (kind) {
    case "text":
    case "note": {
      const words = text(content.body) || text(content.text);
      if (EMOJI_ONLY.test(words) && kind === "text") return <div className={classes.big}>{words}</div>;
      return (
        <>
          {referral}
          <WhatsAppText>{words}</WhatsAppText>
        </>
      );
    }
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker": {
      const caption = text(content.caption);
      return (
        <>
          {referral}
          <MediaPart workspace={workspace} message={message} preview={preview} />
          {caption && (
            <div className={classes.caption}>
              <WhatsAppText>{caption}</WhatsAppText>
            </div>
          )}
        </>
      );
    }
    case "location":
      return <LocationPart content={content} />;
    case "contacts":
      return <ContactsPart content={content} />;
    case "interactive":
      return <InteractivePart content={content} />;
    case "button":
      return <ButtonPart content={content} />;
    case "order":
      return <OrderPart content={content} />;
    case "reaction":
      return <span>{t("reacted_line", { emoji: text(content.emoji) })}</span>;
    case "template":
      return (
        <TemplatePart
          workspace={workspace}
          content={content}
          media={
            message.media || preview ? (
              <MediaPart workspace={workspace} message={asMedia(message)} preview={preview} />
            ) : undefined
          }
        />
      );
    default:
      return (
        <>
          {referral}
          <UnsupportedPart kind={kind} content={content} />
        </>
      );
  }
}

/** A template's header file is shown like a message of its kind. */
function asMedia(message: Message): Message {
  const type = message.media?.mime_type ?? "";
  const kind = type.startsWith("video/") ? "video" : type.startsWith("image/") ? "image" : "document";
  return { ...message, kind };
}
