// High contrast, and everything enlarged for a room.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const look = (page) => page.getAttribute("html", "data-look");

/** Waits until this colour is on the canary's stage. */
const painted = (page, colour) =>
  page.waitForFunction((colour) => {
    const canvas = document.querySelector("[data-lane=canary] .stage-canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if (data.slice(i, i + 4).join() === `${colour},255`) return true;
    return false;
  }, colour);

/** In the page: how far things go beyond the window. */
const excess = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

test("the look goes round: system, light, dark, high contrast; pictures go with it, and it is remembered", async () => {
  await site.visit({ lang: "ko" }, async (page) => {
    const seen = [await look(page)];
    for (let i = 0; i < 4; i++) {
      await page.click("#appearance");
      await page.waitForFunction((before) => document.documentElement.dataset.look !== before, seen.at(-1));
      seen.push(await look(page));
    }
    assert.deepEqual(seen, ["system", "light", "dark", "contrast", "system"]);
    for (let i = 0; i < 3; i++) await page.click("#appearance");
    await page.waitForSelector("html[data-look=contrast]");
    assert.match(await page.getAttribute("#appearance", "aria-label"), /고대비/);
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.equal(ground, "rgb(0, 0, 0)");
    // The stable version's colour of that look.
    await painted(page, "138,180,255");
    await page.reload();
    await ready(page);
    assert.equal(await look(page), "contrast");
  });
});

test("whoever asked the system for more contrast gets it, unless they chose otherwise here", async () => {
  await site.visit({ context: { contrast: "more" } }, async (page) => {
    assert.equal(await look(page), "contrast");
    await page.emulateMedia({ contrast: "no-preference" });
    await page.waitForSelector("html[data-look=system]");
    await page.emulateMedia({ contrast: "more" });
    await page.waitForSelector("html[data-look=contrast]");
    await page.click("#appearance");
    await page.waitForSelector("html[data-look=light]");
  });
});

for (const size of [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }]) {
  test(`for a projector everything is larger and the lanes still fit at ${size.width}x${size.height}`, async () => {
    for (const lang of LANGUAGES) {
      await site.visit({ lang, size }, async (page) => {
        const stage = page.locator(".stage-canvas").first();
        const letters = () => page.locator(".lane h2").first().evaluate((one) => one.getBoundingClientRect().height);
        const [before, drawn] = [await letters(), await stage.evaluate(({ width, clientWidth }) => width / clientWidth)];
        await page.click("#display");
        await page.click("#projector");
        await page.waitForSelector("html[data-projector=true]");
        assert.ok((await letters()) >= 1.25 * before, "letters are larger");
        await page.waitForFunction(
          (before) => {
            const { width, clientWidth } = document.querySelector(".stage-canvas");
            return width / clientWidth >= 1.25 * before;
          },
          drawn,
        );
        assert.ok((await page.evaluate(excess)) <= 0, "scrolls sideways");
        // All lanes stand in one row, whole, with their stages in view.
        const lanes = await page.$$eval(".lane", (all) => all.map((one) => one.getBoundingClientRect().toJSON()));
        assert.equal(new Set(lanes.map(({ top }) => top)).size, 1);
        assert.ok(lanes.every(({ left, right }) => left >= 0 && right <= size.width));
        const bottom = await stage.evaluate((one) => one.getBoundingClientRect().bottom);
        const dock = await page.locator(".dock").evaluate((one) => one.getBoundingClientRect().top);
        assert.ok(bottom <= dock + 8, `stages end at ${bottom}, the playback begins at ${dock}`);
        // The settings are a drawer.
        await page.click("#panel-open");
        await page.waitForSelector(".panel.open");
        await page.locator("#panel .panel-close").click();
        await page.reload();
        await ready(page);
        assert.equal(await page.getAttribute("html", "data-projector"), "true", "it is remembered");
      });
    }
  });
}

test("enlarged, a pointer still meets what it points at", async () => {
  await site.visit({ size: { width: 1280, height: 720 } }, async (page) => {
    await page.keyboard.press("Space");
    await page.click("#display");
    await page.click("#projector");
    await page.waitForSelector("html[data-projector=true]");
    // The last instance of a row, where a wrong scale would miss most.
    const stage = page.locator("[data-lane=canary] .stage-canvas");
    await stage.focus();
    const places = await stage.evaluate(({ width, clientWidth }) => [width, clientWidth]);
    assert.ok(places[0] > places[1]);
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
    const picked = await stage.getAttribute("data-pick");
    const story = await page.locator("[data-lane=canary] .story").boundingBox();
    const box = await stage.boundingBox();
    // Its story ends at its right edge, just above it.
    await page.mouse.move(story.x + story.width - 8, story.y + story.height + 12);
    await page.waitForFunction(
      (picked) => document.querySelector("[data-lane=canary] .stage-canvas").dataset.pick === picked,
      picked,
    );
    assert.ok(box.width > 0);
    // A chart shows the moment under the pointer.
    const chart = page.locator("[data-lane=canary] [data-chart=capacity] canvas");
    await chart.scrollIntoViewIfNeeded();
    const at = await chart.boundingBox();
    await page.mouse.move(at.x + at.width * 0.8, at.y + at.height / 2);
    const cursor = page.locator("[data-lane=canary] .cursor");
    await cursor.waitFor();
    const line = await cursor.evaluate((one) => one.getBoundingClientRect().left);
    assert.ok(Math.abs(line - (at.x + at.width * 0.8)) < 3, `${line} for ${at.x + at.width * 0.8}`);
    const readout = await page.locator(".readout").boundingBox();
    assert.ok(readout.x >= 0 && readout.x + readout.width <= 1280 && readout.y >= 0 && readout.y + readout.height <= 720);
  });
});

test("F fills the screen and leaves it, and so does the menu", async () => {
  await site.visit({}, async (page) => {
    const full = () => page.evaluate(() => Boolean(document.fullscreenElement));
    assert.equal(await full(), false);
    await page.keyboard.press("f");
    await page.waitForFunction(() => document.fullscreenElement);
    await page.keyboard.press("f");
    await page.waitForFunction(() => !document.fullscreenElement);
    await page.click("#display");
    await page.click("#full-screen");
    await page.waitForFunction(() => document.fullscreenElement);
    // A letter that is typed stays where it is typed.
    await page.keyboard.press("l");
    await page.type("#lab-search", "f");
    assert.equal(await page.inputValue("#lab-search"), "f");
    assert.equal(await full(), true);
  });
});
