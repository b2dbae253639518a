/** What can be said about pasted credentials before Meta is asked. */
export function tokenProblem(token: string, optional = false): "token_missing" | "token_wrong" | null {
  const bare = token.trim();
  if (!bare) return optional ? null : "token_missing";
  return bare.length < 20 || /\s/.test(bare) ? "token_wrong" : null;
}

export function wabaProblem(waba: string): "waba_wrong" | null {
  return /^\d{0,32}$/.test(waba.trim()) ? null : "waba_wrong";
}

export function pinProblem(pin: string): "pin_wrong" | null {
  return /^(\d{6})?$/.test(pin.trim()) ? null : "pin_wrong";
}

/** Empty fields are not sent: the server then uses what it has. */
export function filled<T extends Record<string, string>>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ""),
  ) as Partial<T>;
}

/** "+44 (7700) 900-123" → "+447700900123"; null when it is no international number. */
export function dialled(text: string): string | null {
  const bare = text.replace(/[\s().\-/]/g, "").replace(/^00/, "+");
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : null;
}

/** Opens a chat with a number on any phone or desktop that has WhatsApp. */
export function waLink(display: string): string {
  return `https://wa.me/${display.replace(/\D/g, "")}`;
}
