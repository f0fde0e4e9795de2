// node tests/tools/size-budget.mjs FOLDER: what a first visit and later ones may weigh, compressed as a web server would.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** What a first visit loads, with the font: under four seconds on a 1.5 Mbit/s connection. */
const FIRST_BYTES = 700_000;
/** What is loaded when it is first needed: documents in and out, the lessons in both languages with what judges them. */
const LATER_BYTES = 620_000;
/** Files that no first visit loads. What is not named here counts, so that the sum is never too small. */
const LATER = [/^reader/, /^fuzz\.js$/, /^fonts\/cutover-sans-more\.woff2$/, /^fonts\/LICENSE\.txt$/];
/** As files are compressed that are compressed once, in the way that every browser which runs the page understands. */
const BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } };

const folder = process.argv[2] ?? "dist";
const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(8)} KB`;

/** A font is compressed already; nothing is sent larger than it is. */
function weight(file) {
  const bytes = readFileSync(file);
  return Math.min(bytes.length, brotliCompressSync(bytes, BEST).length);
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .map((file) => ({ name: relative(folder, file), bytes: weight(file) }))
  .sort((a, b) => b.bytes - a.bytes);
const isLater = ({ name }) => LATER.some((pattern) => pattern.test(name));

let tooMuch = files.length === 0;
if (tooMuch) console.error(`size budget: ${folder} is empty`);
for (const [what, budget, counted] of [
  ["later, when it is needed", LATER_BYTES, files.filter(isLater)],
  ["a first visit", FIRST_BYTES, files.filter((file) => !isLater(file))],
]) {
  const total = counted.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of counted) console.log(`${kb(bytes)}  ${name}`);
  console.log(`${kb(total)}  ${what}, of ${kb(budget).trim()}`);
  if (total > budget) {
    console.error(`size budget: ${what}: ${kb(total - budget).trim()} too much`);
    tooMuch = true;
  }
}
process.exit(tooMuch ? 1 : 0);
