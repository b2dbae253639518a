/** The seed: a small shop, its people, and conversations in every state. All invented. */
import { readFileSync } from "node:fs";
import { connectedFacts } from "./connections.mjs";

const matrix = JSON.parse(readFileSync(new URL("../src/auth/matrix.json", import.meta.url), "utf8"));
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const ago = (ms) => new Date(Date.now() - ms).toISOString();
export const permissionsOf = (role) =>
  Object.entries(matrix.permissions)
    .filter(([, roles]) => roles.includes(role))
    .map(([name]) => name);

const NUMBER = "660900800700501";

function template(name, category, status, language, components, parameter_format = "POSITIONAL") {
  const waba_id = "770100200300401";
  const id = `${waba_id}.${name}.${language}`;
  const kept = { ttl_seconds: null, updated_at: null, revision: "1", quality: null, rejected_reason: null };
  return { id, name, category, status, language, components, parameter_format, waba_id, ...kept };
}

const person = (id, name, phone, username) => ({
  id,
  name,
  phone,
  username,
  bsuid: phone ? null : `GB.88155200473926${id.length}`,
});

function conversation(contact, over) {
  return {
    id: `${contact.id}.${NUMBER}`,
    contact,
    number_id: NUMBER,
    status: "open",
    assignee: null,
    tags: [],
    priority: "none",
    unread: 0,
    snoozed_until: null,
    last_message: null,
    last_at: ago(HOUR),
    window_expires_at: null,
    referral: null,
    ...over,
  };
}

export function makeState() {
  const users = [
    { id: "usrowner", email: "owner@demo.waloom.test", name: "Ines Calder", role: "owner" },
    { id: "usragent", email: "agent@demo.waloom.test", name: "Tomas Reyes", role: "agent" },
    { id: "usrmarketer", email: "marketer@demo.waloom.test", name: "Bea Lindqvist", role: "marketer" },
    { id: "usrviewer", email: "viewer@demo.waloom.test", name: "Osei Danso", role: "viewer" },
  ];
  const contacts = [
    person("01k9mira00000000000000000a", "Mira Quill", "+447700900456", null),
    person("01k9juno00000000000000000b", "Juno Park", null, "juno.park"),
    person("01k9rafa00000000000000000c", "Rafael Costa", "+5511987650042", null),
    person("01k9adae00000000000000000d", "Adaeze Obi", "+2348031112233", null),
    person("01k9lena00000000000000000e", "Lena Fischer", "+4915112345678", null),
    person("01k9yuki00000000000000000f", "Yuki Tanaka", "+819012345678", null),
    person("01k9noname000000000000000g", null, "+34600111222", null),
  ];
  const [mira, juno, rafael, adaeze, lena, yuki, unnamed] = contacts;
  const said = (direction, preview, ms, kind = "text", status = null) => ({
    direction,
    kind,
    preview,
    at: ago(ms),
    status,
  });
  const conversations = [
    conversation(mira, {
      unread: 2,
      tags: ["tagorder"],
      last_message: said("in", "Is the copper kettle back in stock?", 2 * MINUTE),
      last_at: ago(2 * MINUTE),
      window_expires_at: new Date(Date.now() + 24 * HOUR - 2 * MINUTE).toISOString(),
    }),
    conversation(rafael, {
      assignee: { id: "usragent", name: "Tomas Reyes" },
      priority: "high",
      tags: ["tagorder", "tagvip"],
      last_message: said("out", "It left the warehouse this morning.", 38 * MINUTE, "text", "read"),
      last_at: ago(38 * MINUTE),
      window_expires_at: new Date(Date.now() + 90 * MINUTE).toISOString(),
    }),
    conversation(juno, {
      unread: 1,
      last_message: said("in", "Photo", 3 * HOUR, "image"),
      last_at: ago(3 * HOUR),
      window_expires_at: new Date(Date.now() + 21 * HOUR).toISOString(),
    }),
    conversation(adaeze, {
      assignee: { id: "usrowner", name: "Ines Calder" },
      last_message: said("out", "Your refund is on its way.", 26 * HOUR, "text", "failed"),
      last_at: ago(26 * HOUR),
    }),
    conversation(lena, {
      status: "snoozed",
      snoozed_until: new Date(Date.now() + 20 * HOUR).toISOString(),
      last_message: said("in", "Voice message", 50 * HOUR, "audio"),
      last_at: ago(50 * HOUR),
    }),
    conversation(yuki, {
      status: "resolved",
      tags: ["tagvip"],
      last_message: said("out", "Thank you!", 100 * HOUR, "text", "delivered"),
      last_at: ago(100 * HOUR),
    }),
    conversation(unnamed, {
      status: "pending",
      last_message: said("in", "Hola", 30 * HOUR),
      last_at: ago(30 * HOUR),
    }),
  ];
  return {
    users,
    workspaces: [
      { id: "ws_quill", name: "Quill Kettles", time_zone: "Europe/London", language: "en" },
      { id: "ws_lumen", name: "Lumen Lamps", time_zone: "America/Sao_Paulo", language: "pt" },
    ],
    accounts: [
      {
        waba_id: "770100200300401",
        name: "Quill Kettles",
        status: "connected",
        ...connectedFacts(),
        numbers: [
          {
            id: NUMBER,
            display_phone_number: "+44 113 496 0321",
            verified_name: "Quill Kettles",
            quality_rating: "GREEN",
            status: "CONNECTED",
            throughput: "STANDARD",
            messaging_limit: "TIER_10K",
            registered: true,
          },
          {
            id: "660900800700502",
            display_phone_number: "+44 113 496 0322",
            verified_name: "Quill Kettles Repairs",
            quality_rating: "YELLOW",
            status: "FLAGGED",
            throughput: "STANDARD",
            messaging_limit: "TIER_250",
            registered: true,
          },
        ],
        connected_at: ago(40 * 24 * HOUR),
      },
    ],
    events: [
      {
        id: "e3",
        at: ago(2 * HOUR),
        field: "phone_number_quality_update",
        summary: "Quality of +44 113 496 0322 fell to medium",
        detail: { event: "FLAGGED" },
      },
      {
        id: "e2",
        at: ago(30 * HOUR),
        field: "message_template_status_update",
        summary: "Template winter_offer was approved",
        detail: { event: "APPROVED" },
      },
      {
        id: "e1",
        at: ago(40 * 24 * HOUR),
        field: "account_update",
        summary: "The account was connected",
        detail: { event: "PARTNER_ADDED" },
      },
    ],
    notices: [
      {
        id: "n2",
        at: ago(2 * HOUR),
        kind: "number_quality",
        severity: "warning",
        title: "Quality of a number fell",
        detail: "+44 113 496 0322 is now rated medium. Send less marketing from it for a week.",
        read: false,
      },
      {
        id: "n1",
        at: ago(30 * HOUR),
        kind: "template_status",
        severity: "info",
        title: "Template approved",
        detail: "winter_offer (English) may be sent.",
        read: true,
      },
    ],
    tags: [
      { id: "tagorder", name: "Order", color: "blue" },
      { id: "tagvip", name: "VIP", color: "amber" },
      { id: "tagrepair", name: "Repair", color: "violet" },
    ],
    replies: [
      { id: "r1", shortcut: "hours", text: "We are here Monday to Friday, 9:00 to 17:30." },
      {
        id: "r2",
        shortcut: "returns",
        text: "You can send it back within 30 days, unused. Shall I make you a label?",
      },
    ],
    templates: [
      template("order_update", "UTILITY", "APPROVED", "en_GB", [
        { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["QK-2041"] } },
        {
          type: "BODY",
          text: "Hello {{1}}, your order is *on its way*.\nIt should arrive by {{2}}.",
          example: { body_text: [["Mira", "Tuesday"]] },
        },
        { type: "FOOTER", text: "Quill Kettles" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "URL", text: "Track it", url: "https://quill.example/t/{{1}}" },
            { type: "QUICK_REPLY", text: "Talk to us" },
          ],
        },
      ]),
      template(
        "winter_offer",
        "MARKETING",
        "APPROVED",
        "en_GB",
        [
          { type: "HEADER", format: "IMAGE", example: { header_handle: ["x"] } },
          {
            type: "BODY",
            text: "_Warm up_, {{first_name}}! Until Sunday every copper kettle is ~£89~ *£69*.",
            example: { body_text_named_params: [{ param_name: "first_name", example: "Mira" }] },
          },
          {
            type: "BUTTONS",
            buttons: [
              { type: "URL", text: "See kettles", url: "https://quill.example" },
              { type: "PHONE_NUMBER", text: "Call us", phone_number: "+441134960321" },
              { type: "QUICK_REPLY", text: "Stop" },
            ],
          },
        ],
        "NAMED",
      ),
      template("order_update", "UTILITY", "PENDING", "pt_BR", [
        {
          type: "BODY",
          text: "Olá {{1}}, seu pedido está *a caminho*.",
          example: { body_text: [["Rafael"]] },
        },
      ]),
      template("repair_ready", "UTILITY", "REJECTED", "en_GB", [
        { type: "BODY", text: "Your kettle is ready." },
      ]),
      template("sign_in_code", "AUTHENTICATION", "PAUSED", "en", [
        { type: "BODY", text: "*{{1}}* is your verification code.", example: { body_text: [["123456"]] } },
        { type: "BUTTONS", buttons: [{ type: "OTP", text: "Copy code" }] },
      ]),
    ],
    contacts,
    conversations,
    messages: new Map(),
    uploads: new Map(),
  };
}
