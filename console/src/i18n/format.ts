/** Dates, times, numbers and sizes for people: always through Intl, always in the workspace's zone. */
import { type Language, LOCALES } from "./catalogue";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Format {
  number(value: number): string;
  percent(value: number): string;
  /** 14:05 */
  time(at: string | Date): string;
  /** 3 Feb 2026 */
  date(at: string | Date): string;
  /** 3 Feb 2026, 14:05 */
  dateTime(at: string | Date): string;
  /** Tuesday 3 February, with the year when it is not this one; "Today", "Yesterday". */
  day(at: string | Date, now?: Date): string;
  /** For lists: 14:05 today, "Yesterday", Tue within the week, else 3 Feb. */
  short(at: string | Date, now?: Date): string;
  /** "3 minutes ago", "in 2 hours". */
  relative(at: string | Date, now?: Date): string;
  /** 21 h 4 m */
  duration(ms: number): string;
  bytes(size: number): string;
  /** A key equal for two moments of one calendar day in the workspace's zone. */
  dayKey(at: string | Date): string;
  list(items: readonly string[]): string;
}

/** A zone the browser does not know must not break every screen. */
function safeZone(zone: string | undefined): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

const known = new Map<string, Format>();

/** The same object for the same language and zone: every row of a list asks, and Intl's objects are dear to make. */
export function formatter(language: Language, timeZone?: string): Format {
  const key = `${language}/${timeZone ?? ""}`;
  let format = known.get(key);
  if (!format) known.set(key, (format = makeFormat(language, timeZone)));
  return format;
}

function makeFormat(language: Language, timeZone: string | undefined): Format {
  const locale = LOCALES[language];
  const zone = safeZone(timeZone);
  const made = new Map<string, Intl.DateTimeFormat>();
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const key = JSON.stringify(options);
    let format = made.get(key);
    if (!format) made.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })));
    return format;
  };
  const keys = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const lists = new Intl.ListFormat(locale, { type: "conjunction" });
  const dayKey = (at: string | Date) => keys.format(new Date(at));
  /** Whole calendar days between a moment and now, in the zone; 0 = today. */
  const daysAgo = (at: string | Date, now: Date) =>
    Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(at))) / DAY);
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  // Made once each: lists ask for hundreds of durations while they scroll, and making a format is dear.
  const units = new Map<string, Intl.NumberFormat>();
  const unit = (value: number, name: string, digits = 0) => {
    const key = `${name}/${digits}`;
    let format = units.get(key);
    if (!format) {
      format = new Intl.NumberFormat(locale, {
        style: "unit",
        unit: name,
        unitDisplay: "narrow",
        maximumFractionDigits: digits,
      });
      units.set(key, format);
    }
    return format.format(value);
  };

  return {
    dayKey,
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value),
    list: (items) => lists.format(items),
    time: (at) => dates({ hour: "2-digit", minute: "2-digit" }).format(new Date(at)),
    date: (at) => dates({ day: "numeric", month: "short", year: "numeric" }).format(new Date(at)),
    dateTime: (at) =>
      dates({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(
        new Date(at),
      ),
    day(at, now = new Date()) {
      const ago = daysAgo(at, now);
      if (ago === 0 || ago === 1) return capital(relatives.format(-ago, "day"));
      const sameYear = dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4);
      const options: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
      return capital(dates(sameYear ? options : { ...options, year: "numeric" }).format(new Date(at)));
    },
    short(at, now = new Date()) {
      const ago = daysAgo(at, now);
      if (ago <= 0) return this.time(at);
      if (ago === 1) return capital(relatives.format(-1, "day"));
      if (ago < 7) return capital(dates({ weekday: "short" }).format(new Date(at)));
      const sameYear = dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4);
      return dates(
        sameYear ? { day: "numeric", month: "short" } : { day: "numeric", month: "short", year: "2-digit" },
      ).format(new Date(at));
    },
    relative(at, now = new Date()) {
      const apart = new Date(at).getTime() - now.getTime();
      const size = Math.abs(apart);
      if (size < MINUTE) return relatives.format(0, "second");
      if (size < HOUR) return relatives.format(Math.trunc(apart / MINUTE), "minute");
      if (size < DAY) return relatives.format(Math.trunc(apart / HOUR), "hour");
      if (size < 30 * DAY) return relatives.format(Math.trunc(apart / DAY), "day");
      return this.date(at);
    },
    duration(ms) {
      const minutes = Math.max(0, Math.floor(ms / MINUTE));
      const hours = Math.floor(minutes / 60);
      return hours > 0
        ? `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`
        : minutes > 0
          ? unit(minutes, "minute")
          : unit(Math.max(0, Math.floor(ms / 1000)), "second");
    },
    bytes(size) {
      if (size < 1000) return unit(size, "byte");
      if (size < 1_000_000) return unit(size / 1000, "kilobyte");
      if (size < 1_000_000_000) return unit(size / 1_000_000, "megabyte", 1);
      return unit(size / 1_000_000_000, "gigabyte", 1);
    },
  };
}
