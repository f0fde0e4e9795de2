// What the page's hashes are compared with: those of the program as the native tests leave it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./harness.mjs";

const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
export const program = join(target, "debug", "cutover");

/** What the command line answers, as JSON. */
export function cutover(...words) {
  return JSON.parse(execFileSync(program, [...words, "--format", "json"], { maxBuffer: 2 ** 28 }));
}

/** The names of the presets, the default one first. */
export const presets = cutover("presets").map(({ id }) => id);
assert.ok(presets.length > 0, "there are presets");

/** The hash of each lane of a preset, by the lane's id. */
export function nativeHashes(preset) {
  const lanes = cutover("compare", preset).lanes.map(({ lane, hash }) => [lane, hash]);
  for (const [lane, hash] of lanes) assert.match(hash, /^[0-9a-f]{16}$/, `${lane} has a hash`);
  return Object.fromEntries(lanes);
}

/** The random scenarios: their seed, their link and the hash of each lane. `tests/it/everywhere.rs` writes them. */
export function randomScenarios() {
  const found = JSON.parse(readFileSync(join(target, "tmp", "random-scenarios.json"), "utf8"));
  assert.equal(found.length, 200);
  return found;
}
