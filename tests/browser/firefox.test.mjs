// The page works in a browser that shares no code with Chromium, and the same scenario gives the same bytes there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitInFirefox } from "./firefox.mjs";
import { laneHashes } from "./harness.mjs";
import { nativeHashes, presets } from "./native.mjs";

/** In the page: waits until the lanes have been simulated, and says how that ended. */
const status = () =>
  new Promise((resolve) => {
    const look = () => {
      const { status } = document.documentElement.dataset;
      if (status === "ready" || status === "error") resolve(status);
      else setTimeout(look, 50);
    };
    look();
  });

test("the default preset has the same hashes natively and in Firefox", async () => {
  await visitInFirefox({ preset: presets[0] }, async (evaluate) => {
    assert.match(await evaluate(() => navigator.userAgent), /Firefox/);
    assert.equal(await evaluate(status), "ready", "the page reports an error");
    assert.deepEqual(await evaluate(laneHashes), nativeHashes(presets[0]));
  });
});
