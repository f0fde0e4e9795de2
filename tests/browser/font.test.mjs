// The page's own font: it is used, also on canvases, and its absence breaks nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES, openSite } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** In the page: texts that do not fit where they stand. */
const cutOff = () =>
  [...document.querySelectorAll("button, h1, h2, h3, label, summary, legend, th, td, p, a, dt, dd, li, figcaption")]
    .filter((one) => one.checkVisibility() && one.getClientRects().length > 0 && !one.closest(".sr-only, .skip, .unseen"))
    .filter((one) => {
      const { overflowX, textOverflow } = getComputedStyle(one);
      return /hidden|clip/.test(overflowX) && textOverflow !== "ellipsis" && one.scrollWidth > one.clientWidth + 1;
    })
    .map((one) => `${one.tagName} ${one.className}: ${one.textContent.slice(0, 40)}`);

const excess = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

test("the font is the page's own", async () => {
  await site.visit({ lang: "ko" }, async (page) => {
    await page.waitForFunction(() => document.fonts.check("16px 'Cutover Sans'", "배포"));
    const family = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
    assert.match(family, /^"Cutover Sans"/);
  });
});

test("a first visit needs one file of it, and a text with other letters loads the second", async () => {
  const loaded = () => [...document.fonts].filter((font) => font.status === "loaded").length;
  for (const screen of ["compare", "intro"]) {
    await site.visit({ lang: "ko", query: { screen } }, async (page) => {
      await page.waitForFunction(() => document.fonts.status === "loaded");
      if (screen === "compare") await page.waitForSelector("#take-report");
      assert.equal(await page.evaluate(loaded), 1, screen);
      await page.click("#go-learn");
      await page.waitForSelector(".lessons .card");
      await page.waitForFunction(() => [...document.fonts].every((font) => font.status === "loaded"));
    });
  }
});

for (const size of SIZES) {
  test(`without the font nothing is cut off at ${size.width}x${size.height}`, async () => {
    for (const screen of ["compare", "intro", "lab"]) {
      const prepare = (page) => page.route("**/fonts/**", (route) => route.abort());
      await site.visit({ lang: "ko", size, query: { screen }, prepare, expected: /fonts|Failed to load/ }, async (page) => {
        assert.equal(await page.evaluate(() => [...document.fonts].filter((font) => font.status === "loaded").length), 0);
        assert.ok((await page.evaluate(excess)) <= 0, `${screen} scrolls sideways`);
        assert.deepEqual(await page.evaluate(cutOff), [], screen);
      });
    }
  });
}
