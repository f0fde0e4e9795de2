// node tests/tools/shorten.mjs SCRIPT NAMES: in SCRIPT, the names that it shares with its WebAssembly become the short ones that they have
// there (NAMES, as `wasm-opt --minify-imports-and-exports-and-modules` tells them), and what only people read goes.
import { readFileSync, writeFileSync } from "node:fs";
import { transformSync } from "esbuild";

/** What wasm-opt calls all modules that something is asked of. */
const MODULE = "a";

const [script, names] = process.argv.slice(2);
const { imports, exports } = JSON.parse(readFileSync(names, "utf8"));
let text = readFileSync(script, "utf8");

/** Has `pattern`, of which the first group is a name, in its short form wherever it stands; tells which names stood there. */
function shorten(pattern, short) {
  const seen = [];
  text = text.replace(pattern, (whole, name) => {
    if (!short.has(name)) throw new Error(`${script}: ${name} is not among the names of the WebAssembly`);
    seen.push(name);
    return whole.replace(name, () => short.get(name));
  });
  return seen;
}

const modules = new Map(imports.map(([module]) => [module, MODULE]));
const asked = new Map(imports.map(([, long, short]) => [long, short]));
if (shorten(/(?<=^ +")([^"\n]+)(?=": import\d+,?$)/gm, modules).length !== 1) throw new Error(`${script}: one module is expected`);
const given = shorten(/(?<=^ {8})(\w+)(?=: function)/gm, asked);
if (given.length !== asked.size) throw new Error(`${script} gives ${given.length} of the ${asked.size} functions that are asked for`);
if (shorten(/(?<=\bwasm\.)(\w+)/g, new Map(exports)).length === 0) throw new Error(`${script} asks its WebAssembly for nothing`);
writeFileSync(script, transformSync(text, { minify: true, format: "esm" }).code);
