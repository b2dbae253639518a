/** Moments by the wall clock of the workspace's zone, for snoozing "until tomorrow at nine". */
const DAY = 86_400_000;

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

function wallOf(at: number, zone: string | undefined): Wall {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour"),
    minute: read("minute"),
  };
}

const utc = (wall: Wall) => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);

/** The moment at which the zone's clocks show this wall time; in a gap (clocks go forward) the moment just after it. */
export function momentOf(wall: Wall, zone: string | undefined): number {
  const wanted = utc(wall);
  let at = wanted;
  for (let round = 0; round < 3; round += 1) {
    const apart = utc(wallOf(at, zone)) - wanted;
    if (apart === 0) break;
    at -= apart;
  }
  return at;
}

export interface SnoozeChoice {
  key: "later" | "tomorrow" | "next_week";
  at: string;
}

/** Later today (18:00, or in three hours once that is near), tomorrow at 9:00, next Monday at 9:00. */
export function snoozeChoices(now: number, zone: string | undefined): SnoozeChoice[] {
  const wall = wallOf(now, zone);
  const morning = (days: number) => {
    const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day) + days * DAY);
    return momentOf(
      {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: 9,
        minute: 0,
      },
      zone,
    );
  };
  const evening = momentOf({ ...wall, hour: 18, minute: 0 }, zone);
  const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  const stamp = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
  return [
    { key: "later", at: stamp(evening - now > 3_600_000 ? evening : now + 3 * 3_600_000) },
    { key: "tomorrow", at: stamp(morning(1)) },
    { key: "next_week", at: stamp(morning((8 - weekday) % 7 || 7)) },
  ];
}

/** The value of a datetime-local field as a moment in the zone, or null. */
export function fromField(value: string, zone: string | undefined): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return new Date(momentOf({ year, month, day, hour, minute }, zone)).toISOString().replace(/\.\d+Z$/, "Z");
}

export function toField(at: number, zone: string | undefined): string {
  return new Date(utc(wallOf(at, zone))).toISOString().slice(0, 16);
}
