/** A person in one mark: initials on a quiet colour that stays theirs. */
import { useMessages } from "@/i18n";
import { readablePhone } from "@/lib/phone";
import { messages } from "./messages";
import classes from "./person.module.css";

const HUES = 8;

export interface Named {
  name: string | null;
  phone?: string | null;
  username?: string | null;
}

/** The best name we have for a customer: name, @username, number. */
export function personName(person: Named, unknown: string): string {
  return (
    person.name?.trim() ||
    (person.username ? `@${person.username}` : null) ||
    (person.phone ? readablePhone(person.phone) : unknown)
  );
}

export function usePersonName(): (person: Named) => string {
  const t = useMessages(messages);
  return (person) => personName(person, t("unknown_person"));
}

export function initials(name: string): string {
  const words = name
    .replace(/^[@+]/, "")
    .split(/[\s._-]+/u)
    .filter(Boolean);
  const letters = words.map((word) => [...word].find((char) => /\p{L}/u.test(char))).filter(Boolean);
  return [letters[0], letters.length > 1 ? letters.at(-1) : undefined].join("").toLocaleUpperCase();
}

function hue(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 65_521;
  return sum % HUES;
}

/** Decorative: the name always stands beside it. The letters are no text, so a label need not repeat them (WCAG 2.5.3). */
export function PersonAvatar({ id, name, size = 32 }: { id: string; name: string; size?: number }) {
  const letters = initials(name);
  return (
    <span
      aria-hidden="true"
      className={classes.avatar}
      data-hue={hue(id)}
      data-letters={letters || undefined}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.38) }}
    >
      {!letters && (
        <svg viewBox="0 0 24 24" width="62%" height="62%" fill="currentColor">
          <circle cx="12" cy="8" r="4.2" />
          <path d="M3.5 20.5c.6-4.4 4-6.8 8.5-6.8s7.9 2.4 8.5 6.8z" />
        </svg>
      )}
    </span>
  );
}
