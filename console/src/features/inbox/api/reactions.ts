/** Our reaction to a message: shown at once, taken back when the API refuses it. */
import type { QueryClient } from "@tanstack/react-query";
import { api, intentionKey, path } from "@/api/client";
import type { Message } from "@/api/types";
import { storeMessage } from "./messages";

export async function reactTo(
  client: QueryClient,
  workspace: string,
  message: Message,
  emoji: string,
): Promise<void> {
  const others = message.reactions.filter((one) => one.by !== "us");
  const reactions = emoji === "" ? others : [...others, { by: "us" as const, emoji }];
  storeMessage(client, workspace, { ...message, reactions });
  const key = intentionKey();
  try {
    await api.post<Message>(
      path`/v1/workspaces/${workspace}/conversations/${message.conversation_id}/messages`,
      { client_id: key, type: "reaction", reaction: { message_id: message.id, emoji } },
      { idempotencyKey: key },
    );
  } catch (error) {
    storeMessage(client, workspace, message);
    throw error;
  }
}
