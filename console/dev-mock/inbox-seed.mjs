/** Threads with every kind and state of message, and as many conversations as asked for. All invented. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const stored = (mime_type, over = {}) => ({
  state: "stored",
  mime_type,
  size: 184_320,
  filename: null,
  voice: false,
  animated: false,
  reason: null,
  ...over,
});

const ticks = (status) => ({
  direction: "out",
  status,
  sender: { kind: "member", id: "usragent", name: "Tomas Reyes" },
});

/** Every line of the showcase thread with how long ago it was. */
function lines() {
  return [
    [
      3 * DAY,
      {
        kind: "template",
        ...ticks("read"),
        content: {
          name: "order_update",
          language: "en_GB",
          category: "UTILITY",
          template: {
            header: "Order QK-2041",
            body: "Hello Mira, your order is *on its way*.\nIt should arrive by Tuesday.",
            footer: "Quill Kettles",
            buttons: [
              { type: "URL", text: "Track it" },
              { type: "QUICK_REPLY", text: "Talk to us" },
            ],
            header_format: "TEXT",
          },
          rendered: "Hello Mira, your order is *on its way*.\nIt should arrive by Tuesday.",
        },
      },
    ],
    [3 * DAY - 2 * MINUTE, { kind: "button", content: { text: "Talk to us", payload: "TALK" } }],
    [
      3 * DAY - 3 * MINUTE,
      {
        direction: "event",
        kind: "event",
        sender: { kind: "system", id: null, name: null },
        content: { event: "assigned", by: "Ines Calder", to: "Tomas Reyes" },
      },
    ],
    [
      3 * DAY - 4 * MINUTE,
      {
        content: { body: "Hi! I saw your advert. Is the copper kettle still there?" },
        referral: {
          source_type: "ad",
          source_url: "https://quill.example/ad",
          headline: "Copper kettles, made in Leeds",
          body: "Free delivery this week",
        },
      },
    ],
    [
      2 * DAY,
      {
        content: {
          body: "*Bold*, _italic_, ~struck~ and ```mono``` — see https://quill.example/kettles_2026.\n\n> what you said\n- first\n- second\n1. one\n2. two",
        },
      },
    ],
    [
      2 * DAY - MINUTE,
      {
        ...ticks("delivered"),
        content: { body: "Thanks, all clear." },
        reactions: [{ by: "customer", emoji: "👍" }],
      },
    ],
    [
      2 * DAY - 2 * MINUTE,
      {
        kind: "image",
        content: { caption: "The dent, *left side*" },
        media: stored("image/jpeg"),
        reactions: [{ by: "us", emoji: "😮" }],
      },
    ],
    [2 * DAY - 3 * MINUTE, { kind: "video", content: {}, media: stored("video/mp4") }],
    [
      2 * DAY - 4 * MINUTE,
      { kind: "audio", content: {}, media: stored("audio/ogg; codecs=opus", { voice: true, size: 41_000 }) },
    ],
    [
      2 * DAY - 5 * MINUTE,
      {
        kind: "document",
        content: { caption: "The receipt" },
        media: stored("application/pdf", { filename: "receipt-2041.pdf", size: 2_310_000 }),
      },
    ],
    [2 * DAY - 6 * MINUTE, { kind: "sticker", content: {}, media: stored("image/webp", { animated: true }) }],
    [
      2 * DAY - 7 * MINUTE,
      { kind: "image", content: {}, media: stored("image/jpeg", { state: "pending", size: null }) },
    ],
    [
      2 * DAY - 8 * MINUTE,
      {
        kind: "document",
        content: {},
        media: stored("application/x-msdownload", {
          state: "refused",
          reason: "dangerous_type",
          filename: "tool.exe",
        }),
      },
    ],
    [
      2 * DAY - 9 * MINUTE,
      {
        kind: "video",
        content: {},
        media: stored("video/mp4", { state: "unavailable", reason: "gone_at_meta" }),
      },
    ],
    [
      DAY + 5 * HOUR,
      {
        kind: "location",
        content: {
          latitude: 53.8008,
          longitude: -1.5491,
          name: "Kirkgate Market",
          address: "Vicar Lane, Leeds",
        },
      },
    ],
    [
      DAY + 4 * HOUR,
      {
        kind: "contacts",
        content: {
          contacts: [
            {
              name: { formatted_name: "Ada Loom", first_name: "Ada" },
              org: { company: "Loom & Sons" },
              phones: [{ phone: "+44 7700 900111" }],
              emails: [{ email: "ada@loom.example" }],
            },
          ],
        },
      },
    ],
    [
      DAY + 3 * HOUR,
      {
        kind: "interactive",
        ...ticks("read"),
        content: {
          type: "button",
          header: { type: "text", text: "Delivery" },
          body: { text: "Shall we come on *Tuesday*?" },
          footer: { text: "Reply any time" },
          action: {
            buttons: [
              { type: "reply", reply: { id: "b1", title: "Yes, please" } },
              { type: "reply", reply: { id: "b2", title: "Another day" } },
            ],
          },
        },
      },
    ],
    [
      DAY + 3 * HOUR - MINUTE,
      {
        kind: "interactive",
        content: { type: "button_reply", button_reply: { id: "b1", title: "Yes, please" } },
      },
    ],
    [
      DAY + 2 * HOUR,
      {
        kind: "interactive",
        ...ticks("sent"),
        content: {
          type: "list",
          body: { text: "Choose a time" },
          action: {
            button: "Times",
            sections: [
              {
                title: "Morning",
                rows: [
                  { id: "1", title: "9:00", description: "Until 10:00" },
                  { id: "2", title: "10:30" },
                ],
              },
            ],
          },
        },
      },
    ],
    [
      DAY + 2 * HOUR - MINUTE,
      {
        kind: "interactive",
        content: { type: "list_reply", list_reply: { id: "1", title: "9:00", description: "Until 10:00" } },
      },
    ],
    [
      DAY + HOUR,
      {
        kind: "interactive",
        content: {
          type: "nfm_reply",
          nfm_reply: {
            name: "flow",
            body: "Sent",
            response_json: '{"flow_token":"t","size":"1.7 litres","colour":"copper"}',
          },
        },
      },
    ],
    [
      DAY,
      {
        kind: "order",
        content: {
          text: "For the office, please",
          product_items: [
            { product_retailer_id: "KETTLE-TEAL", quantity: 2, item_price: 39.5, currency: "GBP" },
            { product_retailer_id: "KETTLE-COPPER", quantity: 1, item_price: 89, currency: "GBP" },
          ],
        },
      },
    ],
    [8 * HOUR, { kind: "unsupported", content: { type: "poll" } }],
    [7 * HOUR, { kind: "hologram", content: { strange: true } }],
    [6 * HOUR, { content: { body: "This went to several people" }, forwarded: "many" }],
    [
      5 * HOUR,
      {
        content: { body: "I meant Wednesday, not Tuesday." },
        edited_at: new Date(Date.now() - 4.9 * HOUR).toISOString(),
      },
    ],
    [4.5 * HOUR, { content: {}, revoked_at: new Date(Date.now() - 4.4 * HOUR).toISOString() }],
    [
      4 * HOUR,
      {
        direction: "note",
        kind: "note",
        sender: { kind: "member", id: "usrowner", name: "Ines Calder" },
        content: {
          body: "She is a regular: *be generous*. @Tomas Reyes",
          mentions: [{ id: "usragent", name: "Tomas Reyes" }],
        },
      },
    ],
    [
      3 * HOUR,
      {
        direction: "event",
        kind: "event",
        sender: { kind: "system", id: null, name: null },
        content: { event: "identity_changed", body: "Mira changed from 1 to 2" },
      },
    ],
    [
      2 * HOUR,
      {
        ...ticks("sent"),
        sender: { kind: "phone_app", id: null, name: null },
        content: { body: "Written on the shop's phone." },
      },
    ],
    [
      HOUR,
      {
        ...ticks("failed"),
        content: { body: "Would you like our newsletter?" },
        failure: {
          code: 131049,
          reason: "not_delivered_by_meta",
          title: "Meta chose not to deliver this",
          advice: "Don't send it again within a day.",
          can_retry: false,
        },
      },
    ],
    [
      50 * MINUTE,
      {
        ...ticks("failed"),
        content: { body: "We are open until six." },
        failure: {
          code: 131056,
          reason: "pair_limited",
          title: "Too many messages to this customer",
          advice: "Wait a little.",
          can_retry: true,
        },
      },
    ],
    [
      48 * MINUTE,
      {
        ...ticks("failed"),
        content: { body: "A reason of tomorrow" },
        failure: {
          code: 999999,
          reason: "brand_new_reason",
          title: "Something new",
          advice: "Meta's own words stand here.",
          can_retry: false,
        },
      },
    ],
    [40 * MINUTE, { ...ticks("unknown"), content: { body: "Did this one go out?" } }],
    [
      30 * MINUTE,
      {
        ...ticks("played"),
        kind: "audio",
        content: {},
        media: stored("audio/ogg", { voice: true, size: 23_000 }),
      },
    ],
    [20 * MINUTE, { content: { body: "☕🔥" } }],
    [3 * MINUTE, { content: { body: "مرحبا، هل الغلاية متوفرة؟" } }],
    [2 * MINUTE, { content: { body: "Is the copper kettle back in stock?" } }],
  ];
}

/** The showcase: the first conversation's thread, with older small talk above it so that scrolling loads pages. */
export function seedThread(conversation, make) {
  if (!conversation.contact.id.startsWith("01k9mira")) return null;
  const at = (ms) => new Date(Date.now() - ms).toISOString();
  const talk = Array.from({ length: 90 }, (_, index) =>
    make(conversation, {
      at: at(20 * DAY - index * HOUR),
      ...(index % 3 === 1 ? ticks("read") : {}),
      content: {
        body: `Small talk, line ${index + 1}. ${"The weather, the tea, the trains. ".repeat(index % 4)}`,
      },
    }),
  );
  const all = [...talk, ...lines().map(([ms, over]) => make(conversation, { at: at(ms), ...over }))];
  const quoted = all.find((one) => one.kind === "image");
  const answer = make(conversation, {
    at: at(19 * MINUTE),
    ...ticks("read"),
    content: { body: "That dent is covered, we will replace it." },
    quote: { message_id: quoted.id, kind: "image", preview: "The dent, left side", direction: "in" },
  });
  return [...all, answer].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const FIRST = ["Ana", "Bo", "Chidi", "Dara", "Elif", "Finn", "Gita", "Hugo", "Ida", "Jun", "Kofi", "Lia"];
const LAST = [
  "Moreno",
  "Lind",
  "Okafor",
  "Byrne",
  "Demir",
  "Hale",
  "Rao",
  "Perez",
  "Berg",
  "Sato",
  "Mensah",
  "Costa",
];

/** `count` further conversations, each a little older than the one before. */
export function manyConversations(count, number) {
  return Array.from({ length: count }, (_, index) => {
    const name =
      `${FIRST[index % 12]} ${LAST[Math.floor(index / 12) % 12]} ${Math.floor(index / 144) || ""}`.trim();
    const id = `02k9${String(index).padStart(22, "0")}`;
    const at = new Date(Date.now() - 4 * HOUR - index * 7 * MINUTE).toISOString();
    return {
      id: `${id}.${number}`,
      contact: { id, name, phone: `+4477009${String(index).padStart(5, "0")}`, username: null, bsuid: null },
      number_id: number,
      status: "open",
      assignee: index % 5 === 0 ? { id: "usragent", name: "Tomas Reyes" } : null,
      tags: index % 7 === 0 ? ["tagvip"] : [],
      priority: index % 31 === 0 ? "high" : "none",
      unread: index % 9 === 0 ? 1 : 0,
      snoozed_until: null,
      last_message: { direction: "in", kind: "text", preview: `Question number ${index + 1}`, at },
      last_at: at,
      window_expires_at: new Date(new Date(at).getTime() + DAY).toISOString(),
      referral: null,
      created_at: at,
    };
  });
}
