/** Live notes to reads of exactly what changed, and of all that is visible after a gap in the line. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLiveNotes, useLiveResync } from "@/components/live";
import type { PresenceBook } from "./presence";
import { InboxReading, type View } from "./reading";

export function useInboxLive(workspace: string, presence: PresenceBook, view: View): void {
  const client = useQueryClient();
  const [reading] = useState(() => new InboxReading(client, workspace, view));
  useEffect(() => {
    reading.shows(view);
  });
  useEffect(
    () => () => {
      reading.stop();
    },
    [reading],
  );
  useLiveNotes((note) => {
    const { conversation, message } = note;
    if (note.type === "resync") {
      // More changed at once than is worth telling one by one.
      void reading.resync();
    } else if (!conversation) {
      return;
    } else if (note.type === "presence") {
      presence.heard(conversation, note.by ?? "", note.state ?? "viewing", Date.now());
    } else if (note.type === "message" && message) {
      reading.messageChanged(conversation, message);
    } else if (note.type === "conversation") {
      reading.conversationChanged(conversation);
    }
  });
  useLiveResync(() => {
    void reading.resync();
  });
}
