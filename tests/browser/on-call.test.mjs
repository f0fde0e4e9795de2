// The game of being on call as a learner plays it: by keyboard, with telemetry alone, and with a score in the end.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { LANGUAGES, SCHEMES, SIZES, openSite, ready } from "./harness.mjs";

const engine = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** So many presses of Tab reach everything. */
const MOST_TABS = 100;
/** A round in the middle, one that is over, and one behind another. */
const PLAYING = { lesson: "on-call", seed: 3, round: 1, moves: "lw" };
const OVER = { ...PLAYING, moves: "lwr.lr" };

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** Presses what `selector` names, as somebody without a mouse does. */
async function press(page, selector) {
  const isThere = (selector) => document.activeElement.matches(selector);
  for (let i = 0; i < MOST_TABS && !(await page.evaluate(isThere, selector)); i += 1) await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(isThere, selector), `${selector} is not reached by Tab`);
  await page.keyboard.press("Enter");
}

const news = (page) => page.textContent("#form-news");

/** Presses it, and waits until the form tells something else. */
async function move(page, selector) {
  const before = await news(page);
  await press(page, selector);
  await page.waitForFunction((before) => document.querySelector("#form-news")?.textContent !== before, before);
  // What is news is said aloud.
  await page.waitForFunction(() => {
    const said = [...document.querySelectorAll(".unseen[role=status]")].map((one) => one.textContent);
    return said.includes(document.querySelector("#form-news").textContent);
  });
  return news(page);
}

/** The grave findings of the engine. */
async function findings(page) {
  await page.evaluate(engine);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return grave.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
}

const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

test("a round is played by keyboard, in Korean, from the list of lessons to its score", async () => {
  await site.visit({ lang: "ko", query: { screen: "learn" } }, async (page) => {
    await page.waitForSelector("#lesson-on-call");
    await press(page, "#lesson-on-call");
    await page.waitForSelector("#on-call-seed");
    assert.match(await news(page), /온콜.*텔레메트리/s);
    await move(page, "#on-call-start");
    assert.match(await news(page), /^01:00 · 요청의 5%가 후보 버전으로 갑니다/);
    for (const secret of ["#s=", "data:", "배포하지 않았다면"]) {
      assert.ok(!(await page.innerHTML(".lesson")).includes(secret), secret);
    }
    assert.match(await move(page, "#on-call-l"), /^03:00/);
    // The button keeps the focus, so that the next press needs no way to it.
    assert.equal(await page.evaluate(() => document.activeElement.id), "on-call-l");
    assert.match(await move(page, "#on-call-h"), /^03:10 .*일시 정지했습니다/);
    assert.match(await move(page, "#on-call-w"), /^03:40/);
    await page.waitForFunction(() => location.search.includes("&moves=lh&move=w"));
    assert.match(await move(page, "#on-call-r"), /자동 정책의 결정/);
    assert.match(await page.textContent(".after"), /버전/);
    const table = await page.textContent(".lesson table");
    for (const word of ["피해 사용자", "걸린 시간", "비용", "자동 정책"]) assert.ok(table.includes(word), word);
    assert.match(await move(page, "#on-call-next"), /^01:00/);
    assert.match(await page.textContent(".lesson > .about"), /라운드 2\/5/);
  });
});

test("a reload, another language and another screen keep the game", async () => {
  await site.visit({ lang: "ko", query: PLAYING }, async (page) => {
    await page.waitForSelector("#on-call-w");
    const reached = await move(page, "#on-call-w");
    assert.match(reached, /^04:00/);
    await page.waitForFunction(() => location.search.includes("&moves=lw&move=w"));
    await page.reload();
    await ready(page);
    await page.waitForSelector("#form-news");
    assert.equal(await news(page), reached);
    await page.click("#go-lab");
    await page.waitForSelector("html[data-screen=lab]");
    await page.click("#go-learn");
    await page.waitForSelector("#form-news");
    assert.equal(await news(page), reached);
    await page.click("#lang-en");
    await page.waitForFunction(() => /^04:00 · \d+% of the requests/.test(document.querySelector("#form-news")?.textContent));
  });
});

test("a round opens as a comparison, and results are saved", async () => {
  await site.visit({ query: OVER }, async (page) => {
    await page.waitForSelector("#on-call-next");
    for (const [kind, expected] of [
      ["csv", /^seed,round,card.*\n3,1,.*\n3,2,/],
      ["json", /"scores":\[\{"round":1,/],
    ]) {
      const waiting = page.waitForEvent("download");
      await page.click(`a[download$=".${kind}"]`);
      assert.match(await readFile(await (await waiting).path(), "utf8"), expected);
    }
    await page.click("#on-call-explore");
    await page.waitForSelector("[data-lane=canary-2] [data-hash]");
    await ready(page);
    assert.deepEqual(
      await page.$$eval("[data-lane] h2", (all) => all.map((one) => one.textContent.trim())),
      ["You", "Automatic policy"],
    );
  });
});

for (const lang of LANGUAGES) {
  for (const scheme of SCHEMES) {
    test(`nothing serious, and nothing wider than the screen, in ${lang}, ${scheme}`, async () => {
      for (const size of [SIZES[0], SIZES.at(-1)]) {
        for (const query of [{ lesson: "on-call" }, PLAYING, OVER]) {
          await site.visit({ lang, scheme, size, query }, async (page) => {
            await page.waitForSelector("#form-news");
            assert.deepEqual(await findings(page), [], JSON.stringify(query));
            assert.equal(await page.evaluate(overflow), 0, JSON.stringify(query));
          });
        }
      }
    });
  }
}
