/** Which files WhatsApp takes and how large (Meta's limits), known before anything is uploaded. */
export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";

const MB = 1024 * 1024;
const KB = 1024;

export const LIMITS: Record<MediaKind, number> = {
  image: 5 * MB,
  video: 16 * MB,
  audio: 16 * MB,
  document: 100 * MB,
  sticker: 500 * KB,
};
/** A sticker that does not move must be smaller; whether a WebP moves stands in its header. */
export const STILL_STICKER = 100 * KB;

const OFFICE = "application/vnd.openxmlformats-officedocument";
/** Types by extension: browsers leave `type` empty for files they do not know. */
const TYPES: Record<string, string> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  mp4: "video/mp4",
  "3gp": "video/3gpp",
  aac: "audio/aac",
  amr: "audio/amr",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  txt: "text/plain",
  pdf: "application/pdf",
  doc: "application/msword",
  docx: `${OFFICE}.wordprocessingml.document`,
  xls: "application/vnd.ms-excel",
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  ppt: "application/vnd.ms-powerpoint",
  pptx: `${OFFICE}.presentationml.presentation`,
};
const KINDS: Record<string, MediaKind> = {
  "image/jpeg": "image",
  "image/png": "image",
  "image/webp": "sticker",
  "video/mp4": "video",
  "video/3gpp": "video",
  "audio/aac": "audio",
  "audio/amr": "audio",
  "audio/mpeg": "audio",
  "audio/mp4": "audio",
  "audio/ogg": "audio",
};
const DOCUMENTS = new Set([
  "text/plain",
  "application/pdf",
  "application/msword",
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
  ...Object.values(TYPES).filter((type) => type.startsWith(OFFICE)),
]);
const ALIASES: Record<string, string> = {
  "image/jpg": "image/jpeg",
  "audio/mp3": "audio/mpeg",
  "audio/x-m4a": "audio/mp4",
  "audio/m4a": "audio/mp4",
  "audio/opus": "audio/ogg",
};

/** For the file dialog's filter. */
export const ACCEPT = [...Object.keys(KINDS), ...DOCUMENTS].join(",");
export const acceptOf = (kind: "image" | "video" | "document") =>
  kind === "document"
    ? [...DOCUMENTS].join(",")
    : Object.keys(KINDS)
        .filter((type) => KINDS[type] === kind)
        .join(",");

export type FileCheck =
  | { ok: true; kind: MediaKind; mime: string }
  | { ok: false; problem: "empty" | "type"; extension: string }
  | { ok: false; problem: "size"; kind: MediaKind; limit: number; size: number };

export function checkFile(file: { name: string; type: string; size: number }): FileCheck {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(file.name)?.[1]?.toLowerCase() ?? "";
  const declared = (file.type.split(";")[0] ?? "").trim().toLowerCase();
  const mime = ALIASES[declared] ?? (declared || TYPES[extension] || "");
  const kind = KINDS[mime] ?? (DOCUMENTS.has(mime) ? "document" : undefined);
  if (!kind) return { ok: false, problem: "type", extension: extension || declared };
  if (file.size === 0) return { ok: false, problem: "empty", extension };
  const limit = LIMITS[kind];
  if (file.size > limit) return { ok: false, problem: "size", kind, limit, size: file.size };
  return { ok: true, kind, mime };
}
