// The three screens and the cards of all situations.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, SIZES, hashes, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const screen = (page, name) => page.waitForSelector(`html[data-screen=${name}]`, { state: "attached" });

/** Whether anything is painted on the canvas. */
const painted = (page, selector) =>
  page.waitForFunction((query) => {
    const canvas = document.querySelector(query);
    if (!canvas?.width) return false;
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0);
  }, selector);

test("the first visit opens on the comparison; tabs and keys lead to the other screens and back", async () => {
  await site.visit({}, async (page) => {
    await screen(page, "compare");
    assert.equal(await page.getAttribute("#go-compare", "aria-current"), "page");
    const first = await hashes(page);
    await page.click("#go-intro");
    await screen(page, "intro");
    await painted(page, ".stage-canvas");
    assert.equal(await page.locator("[data-lane]").count(), 1);
    await page.waitForFunction(() => new URLSearchParams(location.search).get("screen") === "intro");
    await page.reload();
    await ready(page);
    await screen(page, "intro");
    await page.keyboard.press("l");
    await screen(page, "lab");
    assert.equal(await page.locator("canvas").count(), 0);
    await page.keyboard.press("c");
    await screen(page, "compare");
    for (const lane of Object.keys(first)) await painted(page, `[data-lane=${lane}] .stage-canvas`);
    assert.deepEqual(await hashes(page), first);
    await page.waitForFunction(() => !new URLSearchParams(location.search).has("screen"));
  });
});

test("a letter that is typed into a field stays there", async () => {
  await site.visit({ query: { screen: "lab" } }, async (page) => {
    await page.type("#lab-search", "click");
    assert.equal(await page.inputValue("#lab-search"), "click");
    await screen(page, "lab");
  });
});

test("the introduction explains what one sees, in both languages, and its knobs turn", async () => {
  for (const lang of LANGUAGES) {
    await site.visit({ lang, query: { screen: "intro" } }, async (page) => {
      const caption = () => page.textContent("#caption");
      const says = (pattern) =>
        page.waitForFunction((text) => new RegExp(text).test(document.querySelector("#caption").textContent), pattern);
      await page.keyboard.press("Space");
      await page.keyboard.press("Home");
      await says(lang === "ko" ? "아직 아무것도" : "Nothing has changed yet");
      await page.keyboard.press("End");
      await says(lang === "ko" ? "롤백" : "roll-back");
      const hurt = Number((await page.textContent(".harmed b")).replaceAll(",", ""));
      assert.match(await caption(), new RegExp(`\\b${hurt.toLocaleString("en")}`));
      // Everybody at once is worse.
      await page.click("#intro-recreate");
      await page.waitForSelector("[data-lane=recreate]");
      const worse = Number((await page.textContent(".harmed b")).replaceAll(",", ""));
      assert.ok(worse > 10 * hurt, `${hurt} then ${worse}`);
      // A version without fault stays.
      await page.fill("#versions-candidate-error-probability", "0.1");
      await says(lang === "ko" ? "배포를 마쳤습니다" : "is complete");
      await page.click("#intro-next");
      await screen(page, "compare");
      assert.equal(await page.locator("[data-lane]").count(), 4);
    });
  }
});

test("the introduction has room for all of itself on every screen", async () => {
  for (const size of SIZES) {
    await site.visit({ size, lang: "ko", query: { screen: "intro" } }, async (page) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0);
      const seen = await page.$eval("#caption", (one) => one.getBoundingClientRect().top < innerHeight);
      assert.ok(seen, "the words stand where they are seen");
    });
  }
});

test("every situation has a card; a card opens it and the focus goes back", async () => {
  for (const lang of LANGUAGES) {
    await site.visit({ lang }, async (page) => {
      await page.click("#all-situations");
      await page.waitForSelector("#gallery-dialog[open]");
      await page.waitForSelector("#gallery-dialog .card dl");
      const cards = await page.locator(".card").count();
      assert.ok(cards >= 12, `${cards} cards`);
      for (const text of await page.locator(".card").allTextContents()) {
        assert.equal(/[가-힣]/.test(text), lang === "ko", text);
        assert.ok(text.length > 100, text);
      }
      // By keyboard, with the first letter of a word not leading elsewhere.
      await page.focus("#card-cold-cache");
      await page.keyboard.press("c");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#gallery-dialog:not([open])", { state: "attached" });
      await page.waitForFunction(() => new URLSearchParams(location.search).get("preset") === "cold-cache");
      assert.equal(await page.evaluate(() => document.activeElement.id), "all-situations");
      assert.equal(await page.getAttribute("#preset-cold-cache", "aria-pressed"), "true");
      await ready(page);
    });
  }
});

test("from the Lab a card opens its situation in the Lab", async () => {
  await site.visit({ query: { screen: "lab" } }, async (page) => {
    await page.click("#lab-situations");
    await page.click("#card-retry-storm");
    await page.waitForSelector("#gallery-dialog:not([open])", { state: "attached" });
    await page.click("#lab-changed");
    await page.waitForSelector("#clients-retries-max");
    assert.equal(await page.inputValue("#clients-retries-max"), "3");
    await screen(page, "lab");
  });
});

test("a name in the address that is no screen opens the comparison", async () => {
  await site.visit({ query: { screen: "kitchen" } }, async (page) => screen(page, "compare"));
});
