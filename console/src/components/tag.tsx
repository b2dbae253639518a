/** A tag as the team sees it: its name on its colour, readable in both schemes. */
import type { CSSProperties } from "react";
import classes from "./tag.module.css";

/** The colours a tag may have; anything else is shown grey. */
export const TAG_COLORS = [
  "gray",
  "red",
  "orange",
  "amber",
  "green",
  "teal",
  "blue",
  "violet",
  "pink",
] as const;
export type TagColor = (typeof TAG_COLORS)[number];

export function tagColor(color: string): TagColor {
  return TAG_COLORS.find((known) => known === color) ?? "gray";
}

export function TagChip({ name, color }: { name: string; color: string }) {
  // The API also takes #rrggbb: the chip keeps the hue and makes it readable.
  const own = /^#[0-9a-f]{6}$/i.test(color) ? ({ "--tag": color } as CSSProperties) : undefined;
  return (
    <span className={classes.tag} data-color={own ? "own" : tagColor(color)} style={own} dir="auto">
      {name}
    </span>
  );
}
