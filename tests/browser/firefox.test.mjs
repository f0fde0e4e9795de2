// The page works in a browser that shares no code with Chromium, and the same scenario gives the same bytes there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitInFirefox } from "./firefox.mjs";
import { SINGLE, laneHashes } from "./harness.mjs";
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

/** In the page: opens the manifest that is the dialog's example, and says how many instances it has. */
const manifest = async () => {
  const wait = async (is) => {
    while (!is()) await new Promise((done) => setTimeout(done, 50));
  };
  const find = (selector) => document.querySelector(selector);
  find("#open").click();
  await wait(() => find("#example"));
  find("#example").click();
  await wait(() => find("#paste").value);
  find("#read").click();
  await wait(() => !find("#open-dialog[open]"));
  await wait(() => find("#fleet-instances").value !== "10");
  return find("#fleet-instances").value;
};

for (const [what, single] of [["the page", undefined], ["the single file", SINGLE]]) {
  test(`the default preset has the same hashes natively and in Firefox, and ${what} reads a manifest`, async () => {
    const steps = async (evaluate) => {
      assert.match(await evaluate(() => navigator.userAgent), /Firefox/);
      assert.equal(await evaluate(() => location.protocol), single ? "file:" : "http:");
      assert.equal(await evaluate(status), "ready", "the page reports an error");
      assert.deepEqual(await evaluate(laneHashes), nativeHashes(presets[0]));
      assert.equal(await evaluate(manifest), "8");
    };
    await visitInFirefox({ preset: presets[0] }, steps, single);
  });
}
