// The page starts in every language, colour scheme and size: no error, nothing that sticks out sideways.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, SCHEMES, SIZES, openSite } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

for (const lang of LANGUAGES) {
  for (const size of SIZES) {
    test(`opens in ${lang} at ${size.width}x${size.height}`, async () => {
      for (const scheme of SCHEMES) {
        await site.visit({ lang, scheme, size }, async (page) => {
          assert.equal(await page.getAttribute("html", "lang"), lang);
          const excess = await page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth;
          });
          assert.ok(excess <= 0, `scrolls sideways by ${excess} px`);
          assert.equal(await page.locator("#loading").count(), 0, "the loading text is still there");
        });
      }
    });
  }
}

test("opens on the four strategies", async () => {
  await site.visit({}, async (page) => {
    const lanes = await page.$$eval("[data-lane]", (found) => found.map((lane) => lane.dataset.lane));
    assert.deepEqual(lanes.sort(), ["blue-green", "canary", "recreate", "rolling"]);
  });
});
