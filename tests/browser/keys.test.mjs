// The keys, as the help's table lists them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, openSite } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const focused = (page, selector) =>
  page.waitForFunction((selector) => document.activeElement.closest(selector), selector);

test("the help lists every key once, in one table", async () => {
  for (const lang of LANGUAGES) {
    await site.visit({ lang }, async (page) => {
      await page.keyboard.press("?");
      await page.waitForSelector("#help-dialog[open] table.keys");
      assert.equal(await page.locator("table.keys").count(), 1);
      const [all, ...others] = await page.$$eval("table.keys tbody", (parts) =>
        parts.map((part) => [...part.querySelectorAll("kbd")].map((key) => key.textContent)),
      );
      for (const key of ["← →", "Home, End", "[ ]", "1–6", "I, C, T, L", "/", "F", "Esc", "?"]) assert.ok(all.includes(key), key);
      for (const part of [all, ...others]) assert.equal(new Set(part).size, part.length);
      for (const text of await page.locator("table.keys td").allTextContents()) {
        assert.equal(/[가-힣]/.test(text), lang === "ko", text);
      }
      await page.keyboard.press("Escape");
      await page.waitForSelector("#help-dialog:not([open])", { state: "attached" });
    });
  }
});

test("a dialog has the keys even where nothing in it has the focus", async () => {
  await site.visit({}, async (page) => {
    await page.keyboard.press("?");
    await page.waitForSelector("#help-dialog[open]");
    // As when what had the focus goes away.
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("l");
    assert.equal(await page.getAttribute("html", "data-screen"), "compare", "the page behind it stays as it is");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#help-dialog:not([open])", { state: "attached" });
  });
});

test("the keys do what the table says", async () => {
  await site.visit({}, async (page) => {
    const clock = () => page.textContent("#clock");
    const playing = () => page.getAttribute("#play", "aria-label");
    const becomes = (text) => page.waitForFunction((text) => document.querySelector("#clock").textContent === text, text);
    assert.equal(await playing(), "Pause");
    await page.keyboard.press("Space");
    await page.waitForSelector("#play[aria-label=Play]");
    await page.keyboard.press("Home");
    await becomes("00:00");
    await page.keyboard.press("ArrowRight");
    await becomes("00:05");
    await page.keyboard.press("Shift+ArrowRight");
    await becomes("01:05");
    await page.keyboard.press("ArrowLeft");
    await becomes("01:00");
    await page.keyboard.press("End");
    await becomes("05:00");
    const speed = await page.inputValue("#speed");
    await page.keyboard.press("]");
    await page.waitForFunction((speed) => document.querySelector("#speed").value !== speed, speed);
    await page.keyboard.press("[");
    await page.waitForFunction((speed) => document.querySelector("#speed").value === speed, speed);
    assert.equal(await clock(), "05:00");
    await page.keyboard.press("3");
    await focused(page, ".lane:nth-of-type(3)");
    // Instances: chosen by arrows, made to crash by Enter, and that is taken back.
    await page.keyboard.press("Home");
    await becomes("00:00");
    await page.focus("[data-lane=canary] .stage-canvas");
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector("[data-lane=canary] .story");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".moment[data-what=fault]");
    await page.keyboard.press("Control+z");
    await page.waitForSelector(".moment[data-what=fault]", { state: "detached" });
    await page.keyboard.press("Escape");
    // Charts: the cursor, another chart, a part of the run, all of it, large and not.
    await page.focus("[data-lane=canary] [data-chart=capacity] canvas");
    await page.keyboard.press("ArrowRight");
    await page.locator("[data-lane=canary] .cursor").waitFor();
    await page.keyboard.press("ArrowDown");
    await focused(page, "[data-lane=canary] [data-chart=share]");
    const range = await page.textContent(".zoom .range");
    await page.keyboard.press("+");
    await page.waitForFunction((range) => document.querySelector(".zoom .range").textContent !== range, range);
    await page.keyboard.press("0");
    await page.waitForFunction((range) => document.querySelector(".zoom .range").textContent === range, range);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#chart-dialog[open]");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#chart-dialog:not([open])", { state: "attached" });
    await page.keyboard.press("Escape");
    // Screens and the search.
    await page.keyboard.press("l");
    await page.waitForSelector("html[data-screen=lab]", { state: "attached" });
    await page.keyboard.press("/");
    await focused(page, "#lab-search");
  });
});
