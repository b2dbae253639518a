/** Numbers as people read them. Only the country is set apart: grouping the rest would guess at national habits. */

/** One-digit zones, then two-digit countries; all others have three digits (ITU E.164 list of country codes). */
const TWO_DIGITS =
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  );

/** "+447700900456" or Meta's "447700900456" → "+44 7700900456"; anything else stays as it is. */
export function readablePhone(phone: string): string {
  const digits = /^\+?(\d{7,15})$/.exec(phone)?.[1];
  if (!digits) return phone;
  const length =
    digits.startsWith("1") || digits.startsWith("7") ? 1 : TWO_DIGITS.includes(digits.slice(0, 2)) ? 2 : 3;
  return `+${digits.slice(0, length)} ${digits.slice(length)}`;
}
