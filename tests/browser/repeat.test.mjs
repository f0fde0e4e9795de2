// The run on screen, repeated with other seeds while the page stays free.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSite, ready } from "./harness.mjs";
import { cutover, presets } from "./native.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** A visit of somebody who chose so many replications before. */
const visit = (replications, query, steps) =>
  site.visit({ query, wait: false }, async (page) => {
    await page.evaluate((count) => localStorage.setItem("cutover.replications", JSON.stringify(count)), replications);
    await page.reload();
    await ready(page);
    await steps(page);
  });

const done = (page, count) => page.locator(`.repeats[data-done="${count}"]`).waitFor();
const doneSoFar = async (page) => Number(await page.locator(".repeats").getAttribute("data-done"));

/** The row of the verdict with this label. */
const row = (page, label) => page.locator(".verdict tbody tr", { has: page.locator("th span", { hasText: new RegExp(`^${label}`) }) });

test("what is repeated has the medians, the bands and the wins of the command line", async () => {
  const REPLICATIONS = 20;
  const native = cutover("compare", presets[0], "--seeds", String(REPLICATIONS));
  await visit(REPLICATIONS, { preset: presets[0] }, async (page) => {
    await done(page, REPLICATIONS);
    const shown = await row(page, "Requests hurt").locator(".spread").allTextContents();
    const whole = (number) => number.toLocaleString("en-US");
    const expected = native.lanes.map(({ measures: { "requests.harmed": harmed } }) => {
      const [median, low, high] = [harmed.median, harmed.p5, harmed.p95].map(whole);
      return `median ${median} (${low} to ${high})`;
    });
    assert.deepEqual(shown, expected);
    for (const measure of ["requests.harmed", "cost.extra_usd"]) {
      await page.selectOption("#pairs-measure", measure);
      const cells = page.locator(".pairs tbody tr");
      const wins = await cells.evaluateAll((all) => all.map((one) => [...one.cells].slice(1, 4).map((it) => it.textContent)));
      const pairs = native.pairs.map(({ measures }) => measures[measure]);
      assert.deepEqual(
        wins,
        pairs.map(({ better, worse, equal, runs }) => [`${better} of ${runs}`, String(worse), String(equal)]),
      );
    }
  });
});

test("a knob begins anew, and what was known of the last scenario is forgotten", async () => {
  await visit(20, {}, async (page) => {
    await done(page, 20);
    const before = await row(page, "Requests hurt").locator(".spread").allTextContents();
    await page.fill("#versions-candidate-error-probability", "80");
    await page.locator("#versions-candidate-error-probability").blur();
    await page.waitForFunction(() => Number(document.querySelector(".repeats").dataset.done) < 20);
    await done(page, 20);
    assert.notDeepEqual(await row(page, "Requests hurt").locator(".spread").allTextContents(), before);
  });
});

test("it can be stopped and go on, and be asked for less or not at all", async () => {
  await visit(1_000, {}, async (page) => {
    await page.waitForFunction(() => Number(document.querySelector(".repeats").dataset.done) > 1);
    assert.equal(await page.locator("#repeat").textContent(), "Stop");
    await page.click("#repeat");
    await page.locator("#repeat", { hasText: "Go on" }).waitFor();
    // One answer may be on its way.
    await page.waitForTimeout(400);
    const stopped = await doneSoFar(page);
    await page.waitForTimeout(1_200);
    assert.equal(await doneSoFar(page), stopped, "it has stopped");
    await page.click("#repeat");
    await page.waitForFunction((count) => Number(document.querySelector(".repeats").dataset.done) > count, stopped);
    await page.selectOption("#replications", "1");
    assert.equal(await page.locator("#repeat").count(), 0);
    await page.reload();
    await ready(page);
    await page.waitForTimeout(800);
    assert.equal(await doneSoFar(page), 1, "the choice is remembered");
    assert.equal(await page.locator(".pairs").count(), 0);
  });
});

test("a run that takes long is repeated only when that is asked for", async () => {
  await visit(20, { preset: "good-release" }, async (page) => {
    // A hundred million requests are some seconds of work.
    await page.click("#open");
    await page.fill("#paste", "horizon_s = 2_000\ntraffic.rate_rps = 20_000\nfleet = { instances = 500, workers = 4 }\n");
    await page.click("#read");
    await page.waitForFunction(() => document.documentElement.dataset.status === "running");
    await ready(page);
    await page.locator("#repeat", { hasText: "Go on" }).waitFor();
    await page.waitForTimeout(600);
    assert.equal(await doneSoFar(page), 1);
    await page.click("#repeat");
    await page.locator("#repeat", { hasText: "Stop" }).waitFor();
  });
});

test("the trade-off has a spot for each lane, where its medians are", async () => {
  await visit(20, { preset: presets[0] }, async (page) => {
    await done(page, 20);
    const spots = () =>
      page.locator(".tradeoff .spot").evaluateAll((all) =>
        Object.fromEntries(
          all.map((one) => {
            const { x, y } = one.querySelector("circle").getBoundingClientRect();
            return [one.dataset.strategy, { x, y, said: one.querySelector("title").textContent }];
          }),
        ),
      );
    const { recreate, rolling, "blue-green": blueGreen, canary } = await spots();
    assert.ok(canary.x < blueGreen.x && blueGreen.x < rolling.x && rolling.x < recreate.x, "who hurts more stands to the right");
    assert.ok(blueGreen.y < rolling.y && rolling.y < canary.y && canary.y < recreate.y, "who costs more stands higher");
    assert.match(canary.said, /^Canary: Requests hurt [\d,]+ \(.+\), Extra cost \$/);
    await page.selectOption("#tradeoff-up", "cost.peak_instances");
    assert.match((await spots()).rolling.said, /Peak instances 13$/);
    // Nothing is restored where nothing is taken back.
    await page.selectOption("#tradeoff-up", "rollout.time_to_restore_s");
    assert.equal(Object.keys(await spots()).length, 4);
    await page.click("#preset-good-release");
    await page.locator(".tradeoff p", { hasText: "No strategy has both numbers" }).waitFor();
  });
});
