// Same bytes everywhere: each lane's recording has one hash, natively and in the browser, for every preset and for many
// random scenarios.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { hashes, openSite } from "./harness.mjs";
import { nativeHashes, presets, randomScenarios } from "./native.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

for (const id of presets) {
  test(`${id} has the same hashes natively and in the browser`, async () => {
    await site.visit({ query: { preset: id } }, async (page) => {
      assert.deepEqual(await hashes(page), nativeHashes(id));
    });
  });
}

/** Opens `link` in the page that is on another scenario; returns the hashes when all lanes are new. */
async function follow(page, link) {
  const before = Object.values(await hashes(page));
  await page.evaluate((link) => {
    location.hash = `s=${link}`;
  }, link);
  await page.waitForFunction((before) => {
    const shown = [...document.querySelectorAll("[data-lane] [data-hash]")].map((code) => code.dataset.hash);
    return document.documentElement.dataset.status === "ready" && !shown.some((hash) => before.includes(hash));
  }, before);
  return hashes(page);
}

const scenarios = randomScenarios();
const [first, last] = [scenarios[0].seed, scenarios.at(-1).seed];
test(`random scenarios ${first} to ${last} have the same hashes natively and in the browser`, async () => {
  // Nothing moves: the time is for the simulation.
  await site.visit({ context: { reducedMotion: "reduce" } }, async (page) => {
    const different = [];
    for (const { seed, link, lanes } of scenarios) {
      const found = await follow(page, link).catch((cause) => {
        throw new Error(`scenario ${seed} does not finish`, { cause });
      });
      if (!isDeepStrictEqual(found, lanes)) different.push({ seed, found, lanes });
    }
    assert.deepEqual(different, []);
  });
});
