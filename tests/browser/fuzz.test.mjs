// A random clicker on the whole page: nothing it does may bring an error, and the page still works afterwards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSite, ready } from "./harness.mjs";

/** So long a run of 2,000 actions may take on a busy machine, ms. */
const PATIENCE_MS = 600_000;
/** So often Escape may be needed until no dialog is open. */
const MOST_ESCAPES = 10;

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

for (const [seed, lang] of [
  [1, "ko"],
  [2, "en"],
]) {
  test(`2,000 actions by chance, seed ${seed}`, { timeout: PATIENCE_MS }, async () => {
    // It begins as soon as the page is ready, which is not waited for here.
    await site.visit({ lang, query: { fuzz: String(seed) }, wait: false }, async (page) => {
      await page.waitForSelector('html[data-fuzz="done"]', { state: "attached", timeout: PATIENCE_MS });
      // Luck may have asked for a run of hours; that is stopped as by a person.
      const stop = page.locator("#stop");
      if (await stop.isVisible()) await stop.click();
      await ready(page);
      const dialogs = page.locator("dialog[open]");
      // One more press for each list or mark within that is closed first.
      for (let presses = 0; presses < MOST_ESCAPES && (await dialogs.count()); presses += 1) await page.keyboard.press("Escape");
      assert.equal(await dialogs.count(), 0, "Escape closes what is open");
      // Luck may have ended where there are none: among the lessons, or before a prediction.
      await page.click("#go-compare");
      await page.waitForSelector("[data-lane]");
      await ready(page);
      assert.ok((await page.locator("[data-lane]").count()) > 0, "there are lanes");
    });
  });
}
