/** The outbox of this workspace for React: one per page, kept over a reload. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { forget, remember, remembered } from "../model/store";
import { sendOutgoing, storeMessage } from "../api/messages";
import { uploadFile } from "../api/uploads";
import type { Outgoing, OutgoingList } from "../model/outgoing";
import { Outbox } from "./outbox";

const OutboxContext = createContext<Outbox | null>(null);
const outboxes = new Map<string, Outbox>();

function keptEntries(key: string): OutgoingList {
  try {
    const kept = JSON.parse(remembered(key) ?? "[]") as Outgoing[];
    // Nobody knows whether these arrived: the same client id is asked again, on the person's word.
    return kept.map((one) => ({ ...one, state: "failed", problem: { code: "not_confirmed", detail: "" } }));
  } catch {
    return [];
  }
}

export function OutboxProvider({
  workspace,
  me,
  children,
}: {
  workspace: string;
  me: string;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const [outbox] = useState(() => {
    const key = `waloom.outbox.${workspace}.${me}`;
    const known = outboxes.get(key);
    if (known) return known;
    const made = new Outbox(
      {
        send: (entry) => sendOutgoing(workspace, entry),
        upload: (file, signal, onProgress) => uploadFile(workspace, file, signal, onProgress),
        arrived: (message) => {
          storeMessage(client, workspace, message);
        },
        setTimer: (action, ms) => window.setTimeout(action, ms),
        clearTimer: (timer) => {
          window.clearTimeout(timer);
        },
        save: (list) => {
          if (list.length > 0) remember(key, JSON.stringify(list));
          else forget(key);
        },
      },
      keptEntries(key),
    );
    outboxes.set(key, made);
    return made;
  });
  useEffect(() => {
    const online = () => {
      outbox.wake();
    };
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
    };
  }, [outbox]);
  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

export function useOutbox(): Outbox {
  const outbox = useContext(OutboxContext);
  if (!outbox) throw new Error("useOutbox is for the inbox");
  return outbox;
}

export function useOutgoing(): OutgoingList {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.subscribe, () => outbox.list);
}
