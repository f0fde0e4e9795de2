// node tests/tools/size-budget.mjs FOLDER: what a first visit may weigh, compressed as a web server would.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** Three and a half seconds on a 1.5 Mbit/s connection, and room for a font below 700 KB. */
const BUDGET_BYTES = 656 * 1024;
/** As files are compressed that are compressed once, in the way that every browser which runs the page understands. */
const BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } };

const folder = process.argv[2] ?? "dist";
const kib = (bytes) => `${(bytes / 1024).toFixed(1).padStart(8)} KiB`;

// Every file counts, also one that only some visits load: the sum is never too small.
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .map((file) => ({ file, bytes: brotliCompressSync(readFileSync(file), BEST).length }))
  .sort((a, b) => b.bytes - a.bytes);
const total = files.reduce((sum, { bytes }) => sum + bytes, 0);

for (const { file, bytes } of files) console.log(`${kib(bytes)}  ${file}`);
console.log(`${kib(total)}  in all, of ${kib(BUDGET_BYTES).trim()}`);

if (files.length === 0) {
  console.error(`size budget: ${folder} is empty`);
  process.exit(1);
}
if (total > BUDGET_BYTES) {
  console.error(`size budget: ${kib(total - BUDGET_BYTES).trim()} too much`);
  process.exit(1);
}
