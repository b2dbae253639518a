/** The contacts page's part of the address. */
export interface ContactsSearch {
  q?: string;
  /** The contact open on the side. */
  contact?: string;
}

export function contactsSearch(raw: Record<string, unknown>): ContactsSearch {
  return {
    ...(typeof raw.q === "string" && raw.q !== "" && { q: raw.q }),
    ...(typeof raw.q === "number" && { q: String(raw.q) }),
    ...(typeof raw.contact === "string" && { contact: raw.contact }),
  };
}
