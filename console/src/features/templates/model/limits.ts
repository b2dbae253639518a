/** Room for texts, for the counters only: what is too long is the lint's to say (contract 7.3, 7.4). */
export const ROOM = {
  name: 512,
  header: 60,
  body: 1024,
  offerBody: 600,
  cardBody: 160,
  footer: 60,
  offer: 16,
  button: 25,
  url: 2000,
  phone: 20,
  code: 20,
  offerCode: 15,
} as const;

export const MOST = { buttons: 10, cardButtons: 2, cards: 10, minutes: 90 } as const;

/** Seconds a message may wait for a phone that is off, by category. */
export const WAITS: Record<string, readonly number[]> = {
  AUTHENTICATION: [30, 60, 120, 300, 600, 900],
  UTILITY: [30, 300, 1800, 3600, 10_800, 43_200],
  MARKETING: [43_200, 86_400, 259_200, 604_800, 2_592_000],
};

const MB = 1 << 20;

/** What Meta's review takes as a header's sample. GIFs are short silent videos. */
export const SAMPLES: Record<string, { types: readonly string[]; bytes: number }> = {
  IMAGE: { types: ["image/jpeg", "image/png"], bytes: 5 * MB },
  VIDEO: { types: ["video/mp4"], bytes: 16 * MB },
  GIF: { types: ["video/mp4"], bytes: 3.5 * MB },
  DOCUMENT: { types: ["application/pdf"], bytes: 16 * MB },
};

/** Kinds of buttons one can add, with how many of each a template takes. */
export const BUTTONS = {
  QUICK_REPLY: 10,
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
  FLOW: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  VOICE_CALL: 1,
  REQUEST_CONTACT_INFO: 1,
} as const;
export type ButtonKind = keyof typeof BUTTONS;
export const CARD_BUTTONS = ["QUICK_REPLY", "URL", "PHONE_NUMBER", "SPM"] as const;

/** Meta writes the words on these. */
export const WORDLESS = new Set(["COPY_CODE", "REQUEST_CONTACT_INFO"]);

export const lengthOf = (text: string) => [...text].length;
