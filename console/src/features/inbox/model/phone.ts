/** A phone number as people type it to the international form the API wants: "+447700900456", or null. */
export function internationalNumber(typed: string): string | null {
  const bare = typed.trim().replace(/[\s().\-\u2010-\u2015/]/g, "");
  const match = /^(?:\+|00)([1-9]\d{7,14})$/.exec(bare) ?? /^([1-9]\d{9,14})$/.exec(bare);
  return match ? `+${match[1]}` : null;
}
