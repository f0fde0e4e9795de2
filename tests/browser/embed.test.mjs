// The lanes alone, in a page of somebody else.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { LANGUAGES, hashes, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const excess = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

for (const [width, height] of [[320, 480], [480, 360], [760, 640], [1200, 640]]) {
  test(`the lanes and their playback alone fit a frame of ${width}x${height}`, async () => {
    for (const lang of LANGUAGES) {
      await site.visit({ lang, size: { width, height }, query: { embed: "", preset: "retry-storm" } }, async (page) => {
        assert.equal(await page.locator("[data-lane]").count(), 4);
        for (const gone of [".top", ".panel", ".verdict", ".presets", ".take", ".lane-tools:visible", ".hash:visible"]) {
          assert.equal(await page.locator(gone).count(), 0, gone);
        }
        assert.ok((await page.evaluate(excess)) <= 0, "scrolls sideways");
        const lanes = await page.$$eval(".lane", (all) => all.map((one) => one.getBoundingClientRect().toJSON()));
        assert.ok(lanes.every(({ left, right }) => left >= 0 && right <= width));
        await page.click("#play");
        const before = await page.textContent("#clock");
        await page.keyboard.press("ArrowRight");
        await page.waitForFunction((before) => document.querySelector("#clock").textContent !== before, before);
      });
    }
  });
}

test("it stays what it is when it is loaded again, and other screens cannot be reached", async () => {
  await site.visit({ query: { embed: "", screen: "lab" } }, async (page) => {
    await page.keyboard.press("l");
    await page.keyboard.press("i");
    assert.equal(await page.getAttribute("html", "data-screen"), "compare");
    // The address is written after a moment of quiet.
    await page.waitForFunction(() => new URLSearchParams(location.search).get("preset"));
    await page.reload();
    await ready(page);
    assert.equal(await page.locator(".top").count(), 0);
  });
});

test("the code that is copied shows the same run in another page, which has a way to the whole page", async () => {
  const context = { permissions: ["clipboard-read", "clipboard-write"] };
  await site.visit({ query: { preset: "good-release" }, context }, async (page) => {
    await page.locator("#traffic-rate-rps").fill("321");
    await page.locator("#traffic-rate-rps").blur();
    await page.waitForFunction(() => location.hash);
    await ready(page);
    const first = await hashes(page);
    await page.click("#display");
    await page.click("#links");
    await page.check("#links-embed");
    await page.click("#links-copy-code");
    await page.waitForFunction(() => document.querySelector("#links-copy-code").textContent === "Copied");
    const code = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(code, /^<iframe src="http[^"]*&amp;embed#s=[^"]*"[^>]*><\/iframe>$/);
    const other = createServer((_, answer) => {
      answer.setHeader("content-type", "text/html");
      answer.end(`<!doctype html><title>other</title><link rel="icon" href="data:,"><p>Look:</p>${code}`);
    });
    await new Promise((listening) => other.listen(0, "127.0.0.1", listening));
    try {
      const host = await page.context().newPage();
      await host.goto(`http://127.0.0.1:${other.address().port}/`);
      const frame = await (await host.waitForSelector("iframe")).contentFrame();
      await ready(frame);
      assert.deepEqual(await hashes(frame), first);
      const [whole] = await Promise.all([page.context().waitForEvent("page"), frame.click("#open-in-cutover")]);
      await ready(whole);
      assert.equal(await whole.locator(".top").count(), 1);
      assert.deepEqual(await hashes(whole), first);
    } finally {
      other.close();
    }
  });
});
