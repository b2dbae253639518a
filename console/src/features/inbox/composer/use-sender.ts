/** Makes outbox entries for this conversation. One call is one intention: it gets its own client id. */
import { useCallback } from "react";
import type { Message } from "@/api/types";
import { useOutbox } from "../live/outbox-context";
import { checkFile } from "../model/files";
import type { Outgoing, Payload } from "../model/outgoing";
import { text } from "../model/content";

export interface SendWhat {
  to?: "messages" | "notes";
  payload: Payload;
  quote?: Message | null;
  file?: File;
  filePath?: "media" | "template";
}

export type Send = (what: SendWhat) => void;

export function quoteOf(message: Message): NonNullable<Outgoing["quote"]> {
  const { content } = message;
  const preview = text(content.body) || text(content.caption) || text(content.rendered) || text(content.text);
  return {
    message_id: message.id,
    kind: message.kind,
    preview: preview.slice(0, 160),
    direction: message.direction,
  };
}

export function useSender(conversation: string): Send {
  const outbox = useOutbox();
  return useCallback(
    ({ to = "messages", payload, quote, file, filePath = "media" }: SendWhat) => {
      const check = file && checkFile(file);
      const shows = check?.ok && ["image", "video", "sticker"].includes(check.kind);
      outbox.add(
        {
          clientId: crypto.randomUUID(),
          conversation,
          to,
          retryOf: null,
          payload: quote ? { ...payload, quote: quote.id } : payload,
          at: new Date().toISOString(),
          state: file ? "uploading" : "sending",
          attempts: 0,
          progress: 0,
          upload:
            file && check?.ok
              ? { path: filePath, filename: file.name, mime: check.mime, size: file.size }
              : null,
          problem: null,
          quote: quote ? quoteOf(quote) : null,
          preview: file && shows ? URL.createObjectURL(file) : null,
        },
        file,
      );
    },
    [outbox, conversation],
  );
}
