// Same bytes everywhere: for every preset, each lane's recording has one hash, natively and in the browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT, hashes, openSite } from "./harness.mjs";

/** The command line as a plain `cargo build` leaves it. */
const program = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug", "cutover");
const cutover = (...words) => JSON.parse(execFileSync(program, [...words, "--format", "json"], { maxBuffer: 2 ** 28 }));

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const presets = cutover("presets");
assert.ok(presets.length > 0, "there are presets");

for (const { id } of presets) {
  test(`${id} has the same hashes natively and in the browser`, async () => {
    const native = Object.fromEntries(cutover("compare", id).lanes.map(({ strategy, hash }) => [strategy, hash]));
    for (const [strategy, hash] of Object.entries(native)) {
      assert.match(hash, /^[0-9a-f]{16}$/, `${strategy} has a hash`);
    }
    await site.visit({ query: { preset: id } }, async (page) => {
      assert.deepEqual(await hashes(page), native);
    });
  });
}
