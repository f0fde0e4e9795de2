// The plans of the lanes, and the canary's steps that they follow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, SIZES, openSite, ready } from "./harness.mjs";
import { cutover, presets } from "./native.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** The texts of the cells below the headings, row by row. */
const rows = (table) =>
  table.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));

test("a plan unfolds to the rows that the command line prints", async () => {
  await site.visit({ query: { preset: presets[0] } }, async (page) => {
    for (const strategy of ["recreate", "rolling", "blue-green", "canary"]) {
      const plan = page.locator(`.plan details[data-strategy=${strategy}]`);
      assert.ok(!(await plan.locator("table").isVisible()), "it is folded at first");
      await plan.locator("summary").click();
      await plan.locator("table").waitFor({ state: "visible" });
      const found = await rows(plan);
      const { steps } = cutover("plan", presets[0], "--strategy", strategy);
      const figures = steps.map(({ stable, candidate, total, ready }) => [stable, candidate, total, ready]);
      assert.deepEqual(
        found.map((row) => row.slice(1, 5).map(Number)),
        figures,
      );
      assert.ok(found.every((row) => /^\d\d:\d\d$/.test(row[0]) && row[7].endsWith(".")), `${found[0]}`);
    }
  });
});

for (const lang of LANGUAGES) {
  test(`every column of a plan is on screen, in ${lang}`, async () => {
    for (const size of SIZES) {
      await site.visit({ lang, size }, async (page) => {
        for (const summary of await page.locator(".plan summary").all()) await summary.click();
        const excess = await page.$$eval(".plan .rows", (all) => all.map((one) => one.scrollWidth - one.clientWidth));
        assert.deepEqual(excess, [0, 0, 0, 0], `${size.width} px`);
      });
    }
  });
}

const STEPS = [
  ['{ kind = "scale-instances", instances = 2 }', /2/],
  ['{ kind = "header-route", users_percent = 5, pause_s = 30 }', /5%/],
  ["{ weight = 10, pause_s = 60 }", null],
  ['{ kind = "pause", until_promoted = true }', /promoted/],
  ['{ kind = "scale-weight", weight = 50 }', /50%/],
  ['{ kind = "scale-match" }', /weight/],
];

test("steps that only a file can have are read out, and survive an edit of the others", async () => {
  await site.visit({}, async (page) => {
    await page.click("#open");
    await page.fill("#paste", `[strategy.canary]\nsteps = [${STEPS.map(([step]) => step).join(", ")}]\n`);
    await page.click("#read");
    await page.waitForSelector("#open-dialog:not([open])", { state: "attached" });
    await page.click(".group:has(#canary-steps) > summary");
    const texts = () => page.locator("#canary-steps li").evaluateAll((all) => all.map((one) => one.innerText));
    const check = (found) => {
      assert.equal(found.length, STEPS.length);
      STEPS.forEach(([step, text], at) => assert.ok(!text || text.test(found[at]), `${step}: ${found[at]}`));
    };
    check(await texts());
    const weight = page.locator("#canary-steps li:nth-child(3) input").first();
    await weight.fill("20");
    await weight.press("Tab");
    await page.waitForFunction(() => document.documentElement.dataset.status === "ready" && location.hash);
    await ready(page);
    check(await texts());
    assert.equal(await weight.inputValue(), "20");
    assert.equal(await page.locator("#problems").count(), 0);
    await page.click(".plan details[data-strategy=canary] summary");
    assert.match((await rows(page.locator(".plan details[data-strategy=canary]"))).at(-1)[7], /operator/);
  });
});
