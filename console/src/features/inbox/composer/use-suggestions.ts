/** What to suggest for the word at the caret, and which of it is chosen. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { cannedRepliesQuery, membersQuery } from "@/api/shared";
import type { Contact } from "@/api/types";
import { useSession } from "@/auth/workspace";
import { fillReply, findMembers, findReplies, type Trigger, triggerAt } from "../model/suggest";
import type { Suggestion } from "./suggestions";

export interface Suggesting {
  items: readonly Suggestion[];
  active: number;
  trigger: Trigger | null;
  move: (by: 1 | -1) => void;
  close: () => void;
}

export function useSuggestions(
  workspace: string,
  contact: Contact,
  note: boolean,
  text: string,
  caret: number,
): Suggesting {
  const { user } = useSession();
  const replies = useQuery(cannedRepliesQuery(workspace)).data?.items;
  const members = useQuery(membersQuery(workspace)).data?.items;
  const [closed, setClosed] = useState(-1);
  const [place, setPlace] = useState({ key: "", at: 0 });
  const trigger = useMemo(() => triggerAt(text, caret, note ? "@" : "/"), [text, caret, note]);
  const items = useMemo((): Suggestion[] => {
    if (!trigger || trigger.start === closed) return [];
    if (note) {
      return findMembers(members ?? [], trigger.query).map((member) => ({
        id: member.user_id,
        title: member.name,
        detail: member.email,
        insert: `@${member.name} `,
      }));
    }
    return findReplies(replies ?? [], trigger.query).map((reply) => ({
      id: reply.id,
      title: `/${reply.shortcut}`,
      detail: reply.text,
      insert: fillReply(reply.text, contact, user?.name ?? ""),
    }));
  }, [trigger, closed, note, members, replies, contact, user]);
  // A changed word starts at the top again.
  const key = trigger ? `${trigger.start}:${trigger.query}` : "";
  const active = place.key === key ? Math.min(place.at, items.length - 1) : 0;
  return {
    items,
    active,
    trigger: items.length > 0 ? trigger : null,
    move: (by) => setPlace({ key, at: (active + by + items.length) % items.length }),
    close: () => setClosed(trigger?.start ?? -1),
  };
}
