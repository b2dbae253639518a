/** Changing a conversation: shown at once, settled by the answer, taken back when it is refused. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Conversation, ConversationPatch } from "@/api/types";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { changeConversation, conversationQuery, patchStored, storeConversation } from "./api/conversations";

export function useChangeConversation(workspace: string, id: string, me: string) {
  const client = useQueryClient();
  const say = useProblemText();
  return useCallback(
    async (change: ConversationPatch, shown: Partial<Conversation> = {}): Promise<boolean> => {
      const key = conversationQuery(workspace, id).queryKey;
      const before = client.getQueryData(key);
      patchStored(client, workspace, id, shown);
      try {
        const changed = await changeConversation(workspace, id, change);
        storeConversation(client, workspace, changed, { me, selected: id });
        void client.invalidateQueries({ queryKey: ["inbox", workspace, "counts"] });
        return true;
      } catch (error) {
        if (before) patchStored(client, workspace, id, before);
        void notify(say(error), "bad");
        return false;
      }
    },
    [client, workspace, id, me, say],
  );
}
