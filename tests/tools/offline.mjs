// node tests/tools/offline.mjs FOLDER: gives the built page in FOLDER its service worker, static/offline.js with a list of the build's
// files and their hashes before it.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn } from "./files.mjs";

/** What a visit without a network can do without. */
const LEFT_OUT = [/^offline\.js$/, /^cutover\.html$/, /^fuzz\.js$/, /^fonts\/LICENSE\.txt$/];
/** The page is known by its folder: servers may send whoever asks for index.html there. */
const PAGE = ["index.html", "./"];

const folder = process.argv[2];
const program = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "..", "..", "static", "offline.js"), "utf8");

const names = filesIn(folder).filter((name) => !LEFT_OUT.some((pattern) => pattern.test(name)));
if (!names.includes(PAGE[0])) throw new Error(`${folder}: no page is there`);
const files = Object.fromEntries(
  names.map((name) => {
    const hash = createHash("sha256").update(readFileSync(join(folder, name))).digest("base64");
    return [name === PAGE[0] ? PAGE[1] : name, `sha256-${hash}`];
  }),
);
const name = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
writeFileSync(join(folder, "offline.js"), `const build = ${JSON.stringify({ name, files }, null, 2)};\n\n${program}`);
