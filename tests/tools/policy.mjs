// node tests/tools/policy.mjs INDEX_HTML: gives the built page a Content-Security-Policy: it runs its own files and nothing
// else, and sends nothing anywhere. Of scripts inside the page only the ones that are there now may run: their hashes are named.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const BEFORE = '<meta charset="utf-8"';

const file = process.argv[2];
const page = readFileSync(file, "utf8");
if (page.split(BEFORE).length !== 2) throw new Error(`${file}: one ${BEFORE} is expected`);

const inline = [...page.matchAll(/<script\b(?![^>]*\bsrc=)[^>]*>(.*?)<\/script>/gs)].map(([, text]) => text);
const hashes = inline.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
const policy = [
  "default-src 'none'",
  ["script-src 'self' 'wasm-unsafe-eval'", ...hashes].join(" "),
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  // Widths and places of what follows the run: the page sets them on single elements.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "object-src 'none'",
].join("; ");
writeFileSync(file, page.replace(BEFORE, `<meta http-equiv="Content-Security-Policy" content="${policy}" />${BEFORE}`));
