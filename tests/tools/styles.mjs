// node tests/tools/styles.mjs INDEX_HTML: makes one style sheet of all that the built page links, in their order, without comments. They are one request then,
// and compressed together they weigh a third less.
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const LINK = /<link rel="stylesheet" href="\.\/([^"]+)"\s*\/?>\s*/g;

const file = process.argv[2];
const page = readFileSync(file, "utf8");
const sheets = [...page.matchAll(LINK)].map(([, name]) => join(dirname(file), name));
if (sheets.length === 0) throw new Error(`${file}: style sheets are expected`);

// What is written for whoever reads the sources is not sent: comments and indentation.
const plain = (sheet) => sheet.replace(/\/\*[^]*?\*\//g, "").replace(/\n\s+/g, "\n").trim();
const text = sheets.map((sheet) => plain(readFileSync(sheet, "utf8"))).join("\n");
const name = `page-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.css`;
sheets.forEach((sheet) => rmSync(sheet));
writeFileSync(join(dirname(file), name), text);
const bare = page.replace(/<!--[^]*?-->\s*/g, "");
const [first, rest] = [bare.search(LINK), bare.replace(LINK, "")];
writeFileSync(file, `${rest.slice(0, first)}<link rel="stylesheet" href="./${name}" />\n    ${rest.slice(first)}`);
