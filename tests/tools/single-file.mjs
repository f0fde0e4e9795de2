// node tests/tools/single-file.mjs FOLDER: makes FOLDER/cutover.html of the built page in FOLDER: all of it in one file, which opens from
// disk and asks for nothing else. Its programs are in it as static/single.js takes them out.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { filesIn } from "./files.mjs";
import { INSIDE, withPolicy } from "./policy.mjs";

const folder = process.argv[2];
const STATIC = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "static");
const names = filesIn(folder);
const text = (name) => readFileSync(join(folder, name), "utf8");

/** The one file of the build whose name is like this. */
function only(pattern) {
  const found = names.filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`one ${pattern} is expected in ${folder}, found: ${found.join(", ")}`);
  return found[0];
}

/** `whole` with `by` in place of what `pattern` finds, which must be there once. */
function replaced(whole, pattern, by) {
  const found = [...whole.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].length;
  if (found !== 1) throw new Error(`${pattern} is expected once, found ${found} times`);
  return whole.replace(pattern, () => by);
}

/** `script` as an element; an element ends with the first thing that looks like its end. */
function element(attributes, script) {
  if (/<\/script|<!--/i.test(script)) throw new Error(`a script that cannot stand in a page: ${attributes}`);
  return `<script${attributes}>${script}</script>\n`;
}

/**
 * A program of the build: its WebAssembly and, as what `type` says, its script. That begins by itself, as a module or not, and whoever
 * began the worker hears when it cannot.
 */
function program(name, type) {
  const wasm = gzipSync(readFileSync(join(folder, only(new RegExp(`^${name}-[0-9a-f]+_bg\\.wasm$`)))), { level: 9 });
  const exported = /export ?\{[^}]*?([\w$]+) as default[^}]*\};?\s*$/;
  const script = text(only(new RegExp(`^${name}-[0-9a-f]+\\.js$`)));
  const [, init] = exported.exec(script) ?? [];
  const begun = replaced(script, exported, `await ${init}({ module_or_path: await program });\n`);
  // Where the WebAssembly would be if nobody said.
  const plain = replaced(begun, /import\.meta\.url/, "undefined");
  return (
    element(` id="${name}-wasm" type="application/gzip"`, wasm.toString("base64")) +
    element(` id="${name}-script" type="${type}"`, `(async () => {\n"use strict";\n${plain}})().catch(reportError);\n`)
  );
}

const inside = (name) => `data:font/woff2;base64,${readFileSync(join(folder, name)).toString("base64")}`;
const styles = text(only(/^page-\w+\.css$/)).replace(/fonts\/[\w-]+\.woff2/g, inside);
const licence = text("fonts/LICENSE.txt");
if (/<\/style/i.test(styles) || licence.includes("*/")) throw new Error("styles that cannot stand in a page");

let page = text("index.html");
// Its own links begin with `?` and `#`: they need no base.
page = replaced(page, /\s*<base [^>]*>/, "");
page = page.replace(/<link rel="(?:module)?preload" [^>]*>/g, "");
page = replaced(page, /<link rel="stylesheet" [^>]*>/, `<style>/* The font's licence:\n\n${licence}*/\n${styles}</style>`);
page = replaced(page, /<script>(?:(?!<\/script>).)*beginWorker =.*?<\/script>\s*/s, "");
const programs = program("reader", "text/plain") + program("app", "module");
const begin = element("", readFileSync(join(STATIC, "single.js"), "utf8"));
page = replaced(page, /<script type="module">.*?<\/script>\s*/s, `${programs}${begin}`);

const outside = /\b(?:src|href)="(?!data:)[^"#?]*"/.exec(page.replace(/<(script|style)\b.*?<\/\1>/gs, ""));
if (outside) throw new Error(`the page still asks for ${outside[0]}`);
writeFileSync(join(folder, "cutover.html"), withPolicy(page, INSIDE));
