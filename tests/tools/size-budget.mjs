// node tests/tools/size-budget.mjs FOLDER: what a first visit and later ones may weigh, compressed as a web server would; and the single
// file, as it is, if it is there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { filesIn } from "./files.mjs";

/** What a first visit loads, with the font: under four seconds on a 1.5 Mbit/s connection. */
const FIRST_BYTES = 700_000;
/** What is loaded when it is first needed: documents in and out, the lessons in both languages with what judges them, the game, forms. */
const LATER_BYTES = 770_000;
/** Files that no first visit loads. What is not named here counts, so that the sum is never too small. */
const LATER = [/^reader/, /^offline\.js$/, /^fonts\/cutover-sans-more\.woff2$/, /^fuzz\.js$/, /^fonts\/LICENSE\.txt$/];
/** The page as a single file, which no visit loads (single-file.mjs). */
const SINGLE = "cutover.html";
const SINGLE_BYTES = 5_000_000;
/** As files are compressed that are compressed once, in the way that every browser which runs the page understands. */
const BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } };

const folder = process.argv[2] ?? "dist";
const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(8)} KB`;

/** What `name` weighs on its way: a font is compressed already, and nothing is sent larger than it is. */
function weight(name) {
  const bytes = readFileSync(join(folder, name));
  return name === SINGLE ? bytes.length : Math.min(bytes.length, brotliCompressSync(bytes, BEST).length);
}

const files = filesIn(folder)
  .map((name) => ({ name, bytes: weight(name) }))
  .sort((a, b) => b.bytes - a.bytes);
const isSingle = ({ name }) => name === SINGLE;
const isLater = ({ name }) => LATER.some((pattern) => pattern.test(name));

let tooMuch = files.length === 0;
if (tooMuch) console.error(`size budget: ${folder} is empty`);
for (const [what, budget, counted] of [
  ["the single file", SINGLE_BYTES, files.filter(isSingle)],
  ["later, when it is needed", LATER_BYTES, files.filter(isLater)],
  ["a first visit", FIRST_BYTES, files.filter((file) => !isSingle(file) && !isLater(file))],
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
