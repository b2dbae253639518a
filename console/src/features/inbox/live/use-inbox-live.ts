/** Turns live notes into reads of exactly what changed, and reads all that is visible after a gap in the line. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/errors";
import type { Conversation, Message } from "@/api/types";
import { useLiveNotes, useLiveResync } from "@/components/live";
import { conversationQuery, listKey, readList, storeConversation } from "../api/conversations";
import { messagesKey, readMessage, refreshHead, storeMessage } from "../api/messages";
import type { Filter } from "../model/filter";
import { dropConversation, mergeListHead, type Pages } from "./cache";
import type { PresenceBook } from "./presence";
import { Reader } from "./reader";

export interface InboxLiveOptions {
  workspace: string;
  me: string;
  selected?: string;
  filter: Filter;
  presence: PresenceBook;
  /** A message of the open conversation was read again because of a note. */
  onMessage: (message: Message) => void;
}

const COUNTS_PAUSE_MS = 1_500;

export function useInboxLive(options: InboxLiveOptions): void {
  const client = useQueryClient();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const { workspace } = options;
  const [work] = useState(() => {
    const context = () => ({ me: latest.current.me, selected: latest.current.selected });

    const refreshCounts = () => client.invalidateQueries({ queryKey: ["inbox", workspace, "counts"] });
    let pause: ReturnType<typeof setTimeout> | null = null;
    let wanted = false;
    /** At once, then at most once per pause: counts are dear to read and nobody reads them by the second. */
    const counts = () => {
      if (pause !== null) {
        wanted = true;
        return;
      }
      void refreshCounts();
      pause = setTimeout(() => {
        pause = null;
        if (!wanted) return;
        wanted = false;
        counts();
      }, COUNTS_PAUSE_MS);
    };

    const refreshList = async () => {
      const { filter } = latest.current;
      const key = [...listKey(workspace), filter];
      if (client.getQueryData(key)) {
        const head = await readList(workspace, filter, null);
        client.setQueryData<Pages<Conversation>>(
          key,
          (data) => data && mergeListHead(data, head, filter, { ...context(), now: Date.now() }),
        );
        for (const one of head.items) {
          client.setQueryData(conversationQuery(workspace, one.id).queryKey, one);
        }
      }
      // Views that are not on screen are read when they are opened again.
      client.removeQueries({
        queryKey: listKey(workspace),
        type: "inactive",
      });
    };

    const conversations = new Reader({
      read: async (id) => {
        try {
          const read = await client.fetchQuery({ ...conversationQuery(workspace, id), staleTime: 0 });
          storeConversation(client, workspace, read, context());
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 404) throw error;
          client.setQueriesData<Pages<Conversation>>(
            { queryKey: listKey(workspace) },
            (data) => data && dropConversation(data, id),
          );
        }
      },
      flood: refreshList,
    });

    const openConversation = () => latest.current.selected;
    const messages = new Reader({
      read: async (key) => {
        const [conversation = "", id = ""] = key.split("/");
        if (conversation !== openConversation()) return;
        const read = await readMessage(workspace, conversation, id);
        storeMessage(client, workspace, read);
        latest.current.onMessage(read);
      },
      flood: async () => {
        const open = openConversation();
        if (open) await refreshHead(client, workspace, open);
      },
      most: 8,
    });

    return {
      counts,
      conversations,
      messages,
      async resync() {
        counts();
        const open = openConversation();
        await Promise.allSettled([
          refreshList(),
          open && refreshHead(client, workspace, open),
          open && client.invalidateQueries({ queryKey: conversationQuery(workspace, open).queryKey }),
        ]);
      },
      stop() {
        if (pause !== null) clearTimeout(pause);
      },
    };
  });

  useEffect(() => () => work.stop(), [work]);

  useLiveNotes((note) => {
    const { conversation, message } = note;
    if (!conversation) return;
    if (note.type === "presence") {
      latest.current.presence.heard(conversation, note.by ?? "", note.state ?? "viewing", Date.now());
      return;
    }
    if (note.type === "message" && message) {
      if (conversation === latest.current.selected) work.messages.changed(`${conversation}/${message}`);
      // Cached threads that are not on screen are looked at anew when they are opened.
      else client.removeQueries({ queryKey: messagesKey(workspace, conversation), type: "inactive" });
      return;
    }
    if (note.type === "conversation") {
      work.conversations.changed(conversation);
      work.counts();
    }
  });
  useLiveResync(() => {
    void work.resync();
  });
}
