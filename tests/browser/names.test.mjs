// Names as long as they may be break nothing: no sideways scrolling, no overlaps, and what is cut off is told in a title.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, SIZES, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const WIDE = { latin: "W", korean: "가" };
const STRATEGIES = ["recreate", "rolling", "blue-green", "canary", "flagger", "rolling"];

/** A scenario and lanes with the longest names that are allowed, without a place to break them. */
const scenario = (letter) =>
  JSON.stringify({
    name: letter.repeat(120),
    lanes: STRATEGIES.map((strategy, i) => ({ strategy, name: letter.repeat(59) + (i + 1) })),
  });

/** In the page: what overlaps, sticks out or is cut off without a word. */
const troubles = () => {
  const found = [];
  const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (excess > 0) found.push(`scrolls sideways by ${excess} px`);
  const told = (one) => `${one.tagName}.${one.className} "${one.textContent.trim().slice(0, 12)}"`;
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1 && !one.closest(".unseen, .skip");
  const box = (one) => one.getBoundingClientRect();
  /** Parts of one thing that stand side by side. */
  const apart = (parts) => {
    const all = [...parts].filter(shown);
    all.forEach((a, i) => {
      for (const b of all.slice(i + 1)) {
        const [p, q] = [box(a), box(b)];
        const [across, along] = [Math.min(p.right, q.right) - Math.max(p.left, q.left), Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top)];
        // The room around two buttons may be shared; what is seen of them may not.
        if (across > 1 && along > 4) found.push(`${told(a)} and ${told(b)} overlap`);
      }
    });
  };
  apart(document.querySelectorAll(".top .brand, .screens button, .tools > button, .tools > .switch, .tools > .menu"));
  for (const lane of document.querySelectorAll(".lane")) {
    apart(lane.querySelectorAll(":scope > header > *"));
    for (const one of lane.querySelectorAll("header *, .stage *, .charts figcaption *, .twin, .hash")) {
      if (!shown(one) || one.closest(".menu-panel, .flag-text, .story")) continue;
      if (box(one).right > box(lane).right + 1) found.push(`${told(one)} sticks out of its lane`);
    }
  }
  for (const one of document.querySelectorAll("h1, h2, h3, p, a, b, strong, span, button, th, td, summary, label, li, option")) {
    const { overflowX, textOverflow } = getComputedStyle(one);
    if (!shown(one) || !/hidden|clip/.test(overflowX) || one.scrollWidth <= one.clientWidth + 1) continue;
    if (textOverflow !== "ellipsis") found.push(`${told(one)} is cut off`);
    else if (!one.title.includes(one.textContent.trim())) found.push(`${told(one)} is cut off, and no title tells it`);
  }
  return found;
};

for (const [kind, letter] of Object.entries(WIDE)) {
  test(`the longest ${kind} names break nothing`, async () => {
    let link;
    await site.visit({}, async (page) => {
      await page.click("#open");
      await page.fill("#paste", scenario(letter));
      await page.click("#read");
      await page.waitForFunction(() => location.hash);
      await ready(page);
      link = await page.evaluate(() => location.hash);
    });
    const check = (lang, size, screen) =>
      site.visit({ lang, size, query: { screen }, path: link }, async (page) => {
        if (screen === "compare") {
          assert.equal(await page.locator(".lane").count(), 6);
          await page.waitForSelector("#take-report");
          await page.waitForSelector(".tradeoff svg");
          assert.ok((await page.getAttribute(".lane h2", "title")).includes(letter.repeat(59)));
        }
        assert.deepEqual(await page.evaluate(troubles), [], `${screen}, ${lang}, ${size.width}`);
      });
    for (const lang of LANGUAGES) for (const size of SIZES) await check(lang, size, "compare");
    for (const [lang, size] of [["ko", SIZES[0]], ["en", SIZES.at(-1)]]) {
      for (const screen of ["intro", "lab"]) await check(lang, size, screen);
    }
  });
}
