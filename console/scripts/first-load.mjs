// Fails the build when what the inbox needs before it can work is over 200 KB of gzip-compressed script. Counts the entry, the
// frame and the inbox page with everything they import statically; what is loaded on demand (dialogs, palette) is not counted.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 200;
const PAGES = ["index.html", "src/app/frame/workspace-layout.tsx", "src/features/inbox/page.tsx"];

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const files = new Set();
const seen = new Set();

function walk(key) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The build has no chunk for ${key}: has the page moved?`);
  files.add(chunk.file);
  (chunk.imports ?? []).forEach(walk);
}
PAGES.forEach(walk);

let total = 0;
for (const file of [...files].sort()) {
  const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(8)} KB  ${file}`);
}
const kb = total / 1000;
console.log(`${kb.toFixed(1).padStart(8)} KB  first load of the inbox, gzip (limit ${LIMIT_KB} KB)`);
if (kb > LIMIT_KB) {
  console.error("Over the limit: load something on demand.");
  process.exit(1);
}
