/** A failure in the API's own English: title and advice as one line. */
import type { MessageFailure } from "@/api/types";

export function plainFailure({ title, advice }: Pick<MessageFailure, "title" | "advice">): string {
  const sentence = (words: string) => (/[.!?]$/.test(words) ? words : `${words}.`);
  return [title, advice].filter(Boolean).map(sentence).join(" ");
}
