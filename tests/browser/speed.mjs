// node tests/browser/speed.mjs CUTOVER [--rounds N]: the engine natively and in the release page in Chromium, in turns.
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { figures, openSite } from "./harness.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" } },
});
const WORKLOAD = "fleet-100,round-robin";
/** How often each side measures in its turn; the middle counts. */
const TURNS = 9;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const natively = () => {
  // The page measures with everything recorded.
  const words = ["bench", "--recorded", "--only", WORKLOAD, "--rounds", String(TURNS), "--format", "json"];
  return JSON.parse(execFileSync(positionals[0], words));
};

const site = await openSite();
const seen = [];
try {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const before = natively();
    let page;
    await site.visit({ query: { bench: WORKLOAD, rounds: TURNS } }, async (tab) => {
      page = await figures(tab);
    });
    const after = natively();
    const native = (before.workloads[0].requests_per_s + after.workloads[0].requests_per_s) / 2;
    const wasm = page.workloads[0].requests_per_s;
    const floors = (before.floor_ns + after.floor_ns) / 2 / page.floor_ns;
    seen.push({ native, wasm, ratio: wasm / native, floors, to_floor: page.workloads[0].ratio_to_floor });
  }
} finally {
  await site.close();
}

const of = (key) => median(seen.map((one) => one[key]));
console.log(`fleet-100, round-robin: median of ${seen.length} rounds\n`);
console.log(`native      ${(of("native") / 1e6).toFixed(2)} M requests/s`);
console.log(`Chromium    ${(of("wasm") / 1e6).toFixed(2)} M requests/s, ${of("to_floor").toFixed(3)} of its floor`);
console.log(`Chromium over native: ${of("ratio").toFixed(2)} (the draws alone: ${of("floors").toFixed(2)})`);
console.log(`by round: ${seen.map(({ ratio }) => ratio.toFixed(2)).join(" ")}`);
