/** Where to go after signing in: only an address of this console, never another site's. */
export function safeReturn(raw: unknown): string | undefined {
  if (typeof raw !== "string" || !raw.startsWith("/")) return undefined;
  try {
    const url = new URL(raw, "https://console.invalid");
    // "//evil.example" and "/\evil.example" both leave the origin.
    if (url.origin !== "https://console.invalid" || url.pathname === "/sign-in") return undefined;
    return url.pathname + url.search + url.hash;
  } catch {
    return undefined;
  }
}
