/** What Meta allows in a business profile and in greetings; sources: contract 8.2, 8.3 and Meta's guides on both. */
import type { Automation, BusinessProfile } from "@/api/types";

export const PROFILE_LIMITS = {
  about: 139,
  address: 256,
  description: 512,
  email: 128,
  website: 256,
} as const;
export const MOST_WEBSITES = 2;

export const VERTICALS = [
  "OTHER",
  "AUTO",
  "BEAUTY",
  "APPAREL",
  "EDU",
  "ENTERTAIN",
  "EVENT_PLAN",
  "FINANCE",
  "GROCERY",
  "GOVT",
  "HOTEL",
  "HEALTH",
  "NONPROFIT",
  "PROF_SERVICES",
  "RETAIL",
  "TRAVEL",
  "RESTAURANT",
  "ALCOHOL",
  "ONLINE_GAMBLING",
  "PHYSICAL_GAMBLING",
  "OTC_DRUGS",
  "MATRIMONY_SERVICE",
  "NOT_A_BIZ",
] as const;

export const PICTURE = { types: ["image/jpeg", "image/png"], bytes: 5_000_000, side: 192 } as const;

export type ProfileProblem = "about_empty" | "too_long" | "email_wrong" | "website_wrong";

/** `before` is the line of now: Meta takes an empty one only where there was none. */
export function profileProblems(profile: Omit<BusinessProfile, "picture_url">, before = "") {
  const found: Partial<Record<string, ProfileProblem>> = {};
  const long = (text: string, limit: number) => [...text].length > limit;
  if (before && !profile.about.trim()) found.about = "about_empty";
  for (const field of ["about", "address", "description", "email"] as const) {
    if (long(profile[field], PROFILE_LIMITS[field])) found[field] = "too_long";
  }
  if (profile.email.trim() && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(profile.email.trim()))
    found.email = "email_wrong";
  profile.websites.forEach((site, at) => {
    if (site.trim() && !website(site.trim())) found[`websites.${at}`] = "website_wrong";
  });
  return found;
}

/** With its scheme, as Meta wants it. */
function website(text: string): boolean {
  if (text.length > PROFILE_LIMITS.website || !/^https?:\/\//i.test(text)) return false;
  try {
    return new URL(text).hostname.includes(".");
  } catch {
    return false;
  }
}

export type PictureProblem = "picture_type" | "picture_size" | "picture_small";

/** Checked before anything is uploaded; the side needs the decoded picture. */
export function pictureProblem(file: Pick<File, "type" | "size">, side?: number): PictureProblem | null {
  if (!(PICTURE.types as readonly string[]).includes(file.type)) return "picture_type";
  if (file.size > PICTURE.bytes) return "picture_size";
  return side !== undefined && side < PICTURE.side ? "picture_small" : null;
}

export const AUTOMATION_LIMITS = {
  prompts: 4,
  prompt: 80,
  commands: 30,
  command: 32,
  description: 256,
} as const;

export type AutomationProblem = "empty" | "too_long" | "emoji" | "name_wrong" | "twice";

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const EMOJI = /\p{Extended_Pictographic}/u;

export function automationProblems(draft: Automation): Record<string, AutomationProblem> {
  const found: Record<string, AutomationProblem> = {};
  const text = (at: string, value: string, limit: number) => {
    if (!value.trim()) found[at] = "empty";
    else if ([...value].length > limit) found[at] = "too_long";
    else if (EMOJI.test(value)) found[at] = "emoji";
  };
  draft.prompts.forEach((prompt, at) => text(`prompts.${at}`, prompt, AUTOMATION_LIMITS.prompt));
  draft.commands.forEach(({ name, description }, at) => {
    text(`commands.${at}.name`, name, AUTOMATION_LIMITS.command);
    text(`commands.${at}.description`, description, AUTOMATION_LIMITS.description);
    const field = `commands.${at}.name`;
    if (!found[field] && !/^[^\s/]+$/.test(name)) found[field] = "name_wrong";
    if (!found[field] && draft.commands.findIndex((one) => same(one.name, name)) !== at)
      found[field] = "twice";
  });
  return found;
}
