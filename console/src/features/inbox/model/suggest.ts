/** Finds "/word" and "@word" at the caret, and what replacing it gives. */
import type { CannedReply, Contact, Member } from "@/api/types";

export interface Trigger {
  start: number;
  query: string;
}

/** The word being typed after the sign, when the sign stands at the start or after a space. */
export function triggerAt(text: string, caret: number, sign: "/" | "@"): Trigger | null {
  const start = text.lastIndexOf(sign, caret - 1);
  if (start === -1 || (start > 0 && !/\s/.test(text.charAt(start - 1)))) return null;
  const query = text.slice(start + 1, caret);
  // "/" alone in a sentence or an address is no call for a canned reply.
  return /[\n/]/.test(query) || query.length > 40 || (sign === "/" && /\s/.test(query))
    ? null
    : { start, query };
}

export function replaceTrigger(text: string, caret: number, trigger: Trigger, by: string) {
  const before = text.slice(0, trigger.start) + by;
  return { text: before + text.slice(caret), caret: before.length };
}

const fold = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Shortcut first, then words anywhere in the text. */
export function findReplies(replies: readonly CannedReply[], query: string): CannedReply[] {
  const words = fold(query);
  const rank = (reply: CannedReply) =>
    fold(reply.shortcut).startsWith(words)
      ? 0
      : fold(`${reply.shortcut} ${reply.text}`).includes(words)
        ? 1
        : 2;
  return replies
    .filter((reply) => rank(reply) < 2)
    .toSorted((a, b) => rank(a) - rank(b) || a.shortcut.localeCompare(b.shortcut))
    .slice(0, 8);
}

export function findMembers(members: readonly Member[], query: string): Member[] {
  const words = fold(query);
  return members
    .filter(
      (member) =>
        fold(member.name)
          .split(/\s+/)
          .some((part) => part.startsWith(words)) || fold(member.name).startsWith(words),
    )
    .slice(0, 8);
}

/** {{name}}, {{first_name}}, {{phone}} and {{agent}} in a canned reply; what is unknown stays for the person to see. */
export function fillReply(text: string, contact: Contact, agent: string): string {
  const name = contact.name.trim();
  const values: Record<string, string> = {
    name,
    first_name: name.split(/\s+/)[0] ?? "",
    phone: contact.phone ?? "",
    agent,
  };
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, key: string) => values[key] || whole);
}

/** Ids of the members whose @name stands in the note. */
export function mentioned(text: string, members: readonly Pick<Member, "user_id" | "name">[]): string[] {
  return members.filter((member) => text.includes(`@${member.name}`)).map((member) => member.user_id);
}
