// node tests/tools/policy.mjs INDEX_HTML: gives the built page a Content-Security-Policy: it runs its own files and nothing
// else, and sends nothing anywhere. Of scripts inside the page only the ones that are there now may run: their hashes are named.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BEFORE = '<meta charset="utf-8"';
const POLICY = /<meta http-equiv="Content-Security-Policy" [^>]*>/;

/** What the page may have from where: beside it. */
const BESIDE = { files: "'self'", workers: "'self'", fonts: "'self'", base: "'self'" };
/** The same when all of it is inside the page. */
export const INSIDE = { files: "", workers: "blob:", fonts: "data:", base: "'none'" };

/** What elements of `page` hold, as a policy names it. */
function hashes(page, element) {
  return [...page.matchAll(element)].map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
}

/** `page` with the policy for what is from `where`, in place of one that it has. */
export function withPolicy(page, where) {
  const bare = page.replace(POLICY, "");
  if (bare.split(BEFORE).length !== 2) throw new Error(`one ${BEFORE} is expected`);
  // Of a type that no browser knows are scripts that only hold something.
  const scripts = hashes(bare, /<script\b(?![^>]*\b(?:src=|type="(?!module")))[^>]*>(.*?)<\/script>/gs);
  const styles = hashes(bare, /<style>(.*?)<\/style>/gs);
  const policy = [
    ["default-src", "'none'"],
    ["script-src", where.files, "'wasm-unsafe-eval'", ...scripts],
    ["worker-src", where.workers],
    ["connect-src", where.files || "'none'"],
    ["style-src", where.files, ...styles],
    // Widths and places of what follows the run: the page sets them on single elements.
    ["style-src-attr", "'unsafe-inline'"],
    ["img-src", where.files, "data:", "blob:"],
    ["font-src", where.fonts],
    ["base-uri", where.base],
    ["form-action", "'none'"],
    ["object-src", "'none'"],
  ];
  const text = policy.map((words) => words.filter(Boolean).join(" ")).join("; ");
  return bare.replace(BEFORE, () => `<meta http-equiv="Content-Security-Policy" content="${text}" />${BEFORE}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2];
  writeFileSync(file, withPolicy(readFileSync(file, "utf8"), BESIDE));
}
