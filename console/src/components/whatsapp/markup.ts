/**
 * WhatsApp's text marks as a tree: *bold* _italic_ ~struck~ `code` ```block```, quotes, lists and links. The tree is
 * rendered from text nodes only, so a customer's message can never become markup of ours.
 */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "bold" | "italic" | "strike"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; text: string; href: string };

export type Block =
  | { kind: "lines"; lines: Inline[][] }
  | { kind: "quote"; lines: Inline[][] }
  | { kind: "bullets"; items: Inline[][] }
  | { kind: "numbers"; start: number; items: Inline[][] }
  | { kind: "pre"; text: string };

const MARKS = { "*": "bold", _: "italic", "~": "strike" } as const;
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+/gi;
/** A mark opens after the start, a space or punctuation and closes before the end, a space or punctuation. */
const WORD = /[\p{L}\p{N}]/u;

export function blocks(text: string): Block[] {
  const found: Block[] = [];
  const parts = text.split(/```([\s\S]+?)```/g);
  parts.forEach((part, at) => {
    if (at % 2 === 1) {
      found.push({ kind: "pre", text: part.replace(/^\n|\n$/g, "") });
      return;
    }
    // The line breaks around a block belong to the block.
    const after = at > 0 ? part.replace(/^\n/, "") : part;
    const lines = at < parts.length - 1 ? after.replace(/\n$/, "") : after;
    if (lines !== "") lineBlocks(lines, found);
  });
  return found;
}

function lineBlocks(text: string, into: Block[]): void {
  for (const line of text.split("\n")) {
    const last = into.at(-1);
    const quote = /^> ?(.*)$/.exec(line);
    const bullet = /^[-*] (.+)$/.exec(line);
    const number = /^(\d{1,3})\. (.+)$/.exec(line);
    if (quote) {
      const inner = inlines(quote[1] ?? "");
      if (last?.kind === "quote") last.lines.push(inner);
      else into.push({ kind: "quote", lines: [inner] });
    } else if (bullet) {
      const inner = inlines(bullet[1] ?? "");
      if (last?.kind === "bullets") last.items.push(inner);
      else into.push({ kind: "bullets", items: [inner] });
    } else if (number) {
      const inner = inlines(number[2] ?? "");
      if (last?.kind === "numbers") last.items.push(inner);
      else into.push({ kind: "numbers", start: Number(number[1]), items: [inner] });
    } else if (last?.kind === "lines") last.lines.push(inlines(line));
    else into.push({ kind: "lines", lines: [inlines(line)] });
  }
}

export function inlines(text: string): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push(...links(plain));
    plain = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const mark = char === "`" ? "code" : MARKS[char as keyof typeof MARKS];
    const end = mark && !WORD.test(text.charAt(at - 1)) && !inLink(text, at) ? closing(text, at, char) : -1;
    if (mark === undefined || end === -1) {
      plain += char;
      continue;
    }
    flush();
    const inner = text.slice(at + 1, end);
    found.push(mark === "code" ? { kind: "code", text: inner } : { kind: mark, children: inlines(inner) });
    at = end;
  }
  flush();
  return found;
}

/** Where the mark opened at `from` closes, or -1: not around spaces, not inside a word. */
function closing(text: string, from: number, char: string): number {
  if (!text[from + 1] || /\s/.test(text.charAt(from + 1))) return -1;
  for (let end = text.indexOf(char, from + 2); end !== -1; end = text.indexOf(char, end + 1)) {
    if (!/\s/.test(text.charAt(end - 1)) && !WORD.test(text.charAt(end + 1))) return end;
  }
  return -1;
}

/** Underscores and tildes are common inside addresses. */
function inLink(text: string, at: number): boolean {
  const start = Math.max(text.lastIndexOf(" ", at), text.lastIndexOf("\n", at)) + 1;
  return /^(https?:\/\/|www\.)/i.test(text.slice(start, at));
}

function links(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    // The full stop after an address belongs to the sentence.
    const address = match[0].replace(/[.,;:!?)\]]+$/, "");
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    found.push({
      kind: "link",
      text: address,
      href: /^https?:/i.test(address) ? address : `https://${address}`,
    });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

/** The text without its marks, for one-line previews. */
export function plainText(text: string): string {
  const bare = (nodes: Inline[]): string =>
    nodes.map((node) => ("children" in node ? bare(node.children) : node.text)).join("");
  return blocks(text)
    .map((block) =>
      block.kind === "pre" ? block.text : ("lines" in block ? block.lines : block.items).map(bare).join(" "),
    )
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}
