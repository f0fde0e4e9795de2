// The printed report: one page with what was compared, the lanes, the verdict and the turning points.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** How many pages a PDF has. */
const pages = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g).length;

/** Waits until what stands below the lanes is there. */
const whole = (page) => page.waitForSelector("#take-report");

test("the button prints", async () => {
  const prepare = (page) =>
    page.addInitScript(() => {
      globalThis.print = () => (globalThis.printed = true);
    });
  await site.visit({ prepare }, async (page) => {
    await whole(page);
    await page.click("#take-report");
    assert.equal(await page.evaluate(() => globalThis.printed), true);
  });
});

for (const lang of LANGUAGES) {
  test(`the report is one page, in ${lang}`, async () => {
    await site.visit({ lang, query: { preset: "bad-release" } }, async (page) => {
      await whole(page);
      await page.fill("#versions-candidate-error-probability", "31");
      await page.locator("#versions-candidate-error-probability").blur();
      await page.waitForFunction(() => location.hash);
      await ready(page);
      await page.waitForFunction(() => document.querySelector(".report").textContent.includes("31"));
      for (let lanes = 4; lanes <= 6; lanes++) {
        assert.equal(pages(await page.pdf({ preferCSSPageSize: true, printBackground: true })), 1, `${lanes} lanes`);
        if (lanes < 6) {
          await page.click("#lane-duplicate-1");
          await page.waitForFunction((lanes) => document.querySelectorAll(".lane").length === lanes, lanes + 1);
          await ready(page);
        }
      }
    });
  });
}

test("it says what was compared, shows the lanes at the playhead, the verdict and the turning points", async () => {
  await site.visit({ query: { preset: "bad-release" }, size: { width: 725, height: 1050 } }, async (page) => {
    await whole(page);
    const shown = (selector) => page.locator(`${selector}:visible`).count();
    assert.equal(await shown(".report"), 0, "on the screen there is none");
    await page.emulateMedia({ media: "print" });
    for (const there of [".report-title", ".report-link a", ".stage-canvas", ".verdict table", ".narrative .main", ".twin p"]) {
      assert.ok((await shown(there)) > 0, there);
    }
    for (const gone of [".top", ".dock", ".panel", ".presets", ".lane-tools", ".tradeoff", ".plan", "#take-figures"]) {
      assert.equal(await shown(gone), 0, gone);
    }
    assert.match(await page.textContent(".report-title"), /A bad release · seed \d+/);
    assert.ok((await page.getAttribute(".report-link a", "href")).includes("#s="));
    // All of it is on the page, not below its end.
    const ends = await page.$eval("main", (main) => main.scrollHeight - main.clientHeight);
    assert.ok(ends <= 1, `${ends} px are cut off`);
  });
});

test("on a dark screen it is printed in light colours, and the screen is dark again afterwards", async () => {
  await site.visit({ scheme: "dark" }, async (page) => {
    await whole(page);
    await page.keyboard.press("Space");
    /** In the page: the colour of a place of the first stage where the load balancer is. */
    await page.evaluate(() => {
      globalThis.colours = () => {
        const canvas = document.querySelector("[data-lane=canary] .stage-canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add([...data.slice(i, i + 3)].join());
        return seen;
      };
      globalThis.onPaper = null;
      addEventListener("beforeprint", () => (globalThis.onPaper = [...colours()]));
    });
    const [light, dark] = ["59,99,214", "127,161,255"];
    await page.waitForFunction((dark) => colours().has(dark), dark);
    await page.pdf();
    const printed = await page.evaluate(() => globalThis.onPaper);
    assert.ok(printed.includes(light) && !printed.includes(dark));
    await page.waitForFunction((dark) => colours().has(dark), dark);
  });
});
