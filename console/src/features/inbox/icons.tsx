/** The inbox's small signs. Those that carry meaning have a label; the rest are decoration beside words. */
import type { MessageStatus, Priority } from "@/api/types";
import classes from "./icons.module.css";

interface Drawn {
  label?: string;
  className?: string;
  size?: number;
  children: React.ReactNode;
  box?: string;
}

function Sign({ label, className, size = 16, children, box = "0 0 16 16" }: Drawn) {
  return (
    <svg
      viewBox={box}
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      {label && <title>{label}</title>}
      {children}
    </svg>
  );
}

const ONE = "M3.2 8.6 6 11.4l6.4-6.8";
const TWO = "m1 8.6 2.8 2.8 6.4-6.8M7.3 11.1l.4.3 6.8-6.8";

/** One tick, two, two blue, a clock, or what went wrong: the label says it in words. */
export function TickSign({
  status,
  size = 16,
  label,
}: {
  status: MessageStatus;
  size?: number;
  label?: string;
}) {
  const base = { label, size, className: classes.tick };
  switch (status) {
    case "failed":
      return (
        <Sign {...base} className={classes.failed}>
          <circle cx="8" cy="8" r="6" />
          <path d="M8 5v3.6M8 11v.1" />
        </Sign>
      );
    case "queued":
    case "sending":
    case "unknown":
      return (
        <Sign {...base}>
          <circle cx="8" cy="8" r="5.6" />
          <path d="M8 5v3l2 1.4" />
        </Sign>
      );
    case "accepted":
    case "sent":
      return (
        <Sign {...base}>
          <path d={ONE} />
        </Sign>
      );
    case "delivered":
      return (
        <Sign {...base}>
          <path d={TWO} />
        </Sign>
      );
    case "read":
    case "played":
      return (
        <Sign {...base} className={classes.read}>
          <path d={TWO} />
        </Sign>
      );
  }
}

export function ClockIcon({ closed }: { closed: boolean }) {
  return (
    <Sign size={13}>
      <circle cx="8" cy="8" r="6" />
      {closed ? <path d="M4 12 12 4" /> : <path d="M8 4.6V8l2.2 1.6" />}
    </Sign>
  );
}

export function SnoozeIcon({ label }: { label: string }) {
  return (
    <Sign size={14} label={label}>
      <circle cx="8" cy="8.6" r="5" />
      <path d="M6.6 6.9h2.8L6.6 10.3h2.8M2.2 3.6l2-1.6M13.8 3.6l-2-1.6" />
    </Sign>
  );
}

export function PriorityIcon({ level, label }: { level: Priority; label?: string }) {
  const bars = level === "high" ? 3 : level === "medium" ? 2 : level === "low" ? 1 : 0;
  return (
    <svg
      viewBox="0 0 14 14"
      width="13"
      height="13"
      className={classes.priority}
      data-level={level}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      {label && <title>{label}</title>}
      {[0, 1, 2].map((at) => (
        <rect
          key={at}
          x={1 + at * 4.4}
          y={9 - at * 3}
          width="3"
          height={4 + at * 3}
          rx="1"
          data-on={at < bars || undefined}
        />
      ))}
    </svg>
  );
}

const PATHS = {
  search: "M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM14 14l-3.4-3.4",
  filter: "M2 4h12M4.5 8h7M6.5 12h3",
  plus: "M8 3v10M3 8h10",
  close: "m4 4 8 8M12 4l-8 8",
  back: "M10 3 5 8l5 5",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.4v3.4M8 5.1V5",
  check: "m3 8.6 3 3 7-7.4",
  reopen: "M3 8a5 5 0 1 1 1.6 3.7M3 12.4V8.9h3.4",
  attach:
    "m13 7.4-5.2 5.2a3.2 3.2 0 0 1-4.5-4.5l5.5-5.5a2.1 2.1 0 0 1 3 3l-5.4 5.5a1 1 0 0 1-1.5-1.5l4.8-4.8",
  smile: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.7 9.4c.5.9 1.3 1.4 2.3 1.4s1.8-.5 2.3-1.4M6 6.4v.1M10 6.4v.1",
  send: "M14 2 7.2 8.8M14 2 9.8 14l-2.6-5.2L2 6.2 14 2Z",
  template: "M3 2.5h10v4H3zM3 9.5h4v4H3zM10 9.5h3M10 13.5h3M10 11.5h3",
  pin: "M8 14s4.6-4.2 4.6-7.6A4.6 4.6 0 0 0 3.4 6.4C3.4 9.8 8 14 8 14ZM8 8a1.7 1.7 0 1 0 0-3.4A1.7 1.7 0 0 0 8 8Z",
  buttons: "M2.5 3h11v4h-11zM2.5 9.5h11v4h-11zM6 5h4M6 11.5h4",
  reply: "M6.5 4 2.5 8l4 4M2.5 8h7a4 4 0 0 1 4 4",
  more: "M3.4 8h.1M8 8h.1M12.6 8h.1",
  down: "m4 6 4 4 4-4",
  download: "M8 2.5v7.4M4.8 7 8 10.2 11.2 7M3 13.5h10",
  file: "M4 1.8h5l3.4 3.4v9H4zM9 1.8v3.6h3.4",
  image: "M2.5 3h11v10h-11zM2.5 11l3.2-3.2 2.5 2.5 2-2 3.3 3.2M10.4 6.1v.1",
  play: "M5 3.4v9.2l7.4-4.6z",
  mic: "M8 10a2 2 0 0 0 2-2V4a2 2 0 1 0-4 0v4c0 1.1.9 2 2 2ZM3.8 7.6a4.2 4.2 0 0 0 8.4 0M8 11.8v2.4",
  forward: "M9.5 4l4 4-4 4M13.5 8h-7a4 4 0 0 0-4 4",
  lock: "M4 7.4h8v6H4zM5.6 7.4V5.2a2.4 2.4 0 1 1 4.8 0v2.2",
  keyboard: "M1.8 4h12.4v8H1.8zM4.3 6.6v.1M6.8 6.6v.1M9.3 6.6v.1M11.8 6.6v.1M5 9.5h6",
  retry: "M13 8a5 5 0 1 1-1.6-3.7M13 3.6v3.5H9.6",
  eye: "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8ZM8 9.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Z",
  user: "M8 7.6a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.8 13.8c.4-2.8 2.5-4.4 5.2-4.4s4.8 1.6 5.2 4.4",
  tag: "M2.4 2.4h5l6.2 6.2-5 5-6.2-6.2zM5.2 5.2v.1",
  link: "M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.4-2.4a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  phone:
    "M3 2.6h2.6l1.2 3-1.5 1.2a8 8 0 0 0 3.9 3.9l1.2-1.5 3 1.2V13a1.2 1.2 0 0 1-1.2 1.2C6.8 14.2 1.8 9.2 1.8 3.8c0-.7.5-1.2 1.2-1.2Z",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.6 4v.1M2.6 8v.1M2.6 12v.1",
  cart: "M1.8 2.6h1.8l1.6 7.2h6.6l1.4-5H4.4M6 13v.1M11 13v.1",
  bookmark: "M4 2.4h8v11.4l-4-3-4 3z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16, label }: { name: IconName; size?: number; label?: string }) {
  return (
    <Sign size={size} label={label}>
      <path d={PATHS[name]} />
    </Sign>
  );
}
