// Figures, replications and the scenario as files.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openSite, ready } from "./harness.mjs";
import { cutover, presets, program } from "./native.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** The text of the file that a press of this button saves. */
async function saved(page, button, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  assert.equal(download.suggestedFilename(), name);
  return readFileSync(await download.path(), "utf8");
}

test("the figures are, byte for byte, those of the command line", async () => {
  await site.visit({ query: { preset: presets[0] } }, async (page) => {
    const figures = await saved(page, "#take-figures", "cutover-figures.json");
    assert.equal(figures, execFileSync(program, ["compare", presets[0], "--format", "json"], { encoding: "utf8" }));
  });
});

test("every run is a row, with the numbers that the command line has for its seed", async () => {
  await site.visit({ query: { preset: presets[0] } }, async (page) => {
    // Chosen before, as on a quick machine more may be done by the time it is chosen here.
    await page.evaluate(() => localStorage.setItem("cutover.replications", "20"));
    await page.reload();
    await page.locator('.repeats[data-done="20"]').waitFor();
    const [header, ...rows] = (await saved(page, "#take-runs", "cutover-replications.csv")).trim().split("\n");
    const columns = header.split(",");
    const table = rows.map((row) => Object.fromEntries(row.split(",").map((cell, at) => [columns[at], cell])));
    assert.equal(table.length, 20 * 4);
    assert.deepEqual([table[0].seed, table.at(-1).seed], ["1", "20"]);
    const { lanes } = cutover("compare", presets[0], "--seed", "20");
    const last = table.filter(({ seed }) => seed === "20");
    assert.deepEqual(
      last.map((row) => [row.strategy, Number(row["requests.served"]), Number(row["latency_ms.p99"])]),
      lanes.map(({ strategy, requests, latency_ms }) => [strategy, requests.served, latency_ms.p99]),
    );
  });
});

test("the scenario opens again as it was", async () => {
  await site.visit({ query: { preset: "retry-storm" } }, async (page) => {
    await page.fill("#traffic-rate-rps", "321");
    await page.waitForFunction(() => location.hash);
    await ready(page);
    const link = await page.evaluate(() => location.hash);
    const scenario = await saved(page, "#take-scenario", "cutover-scenario.json");
    assert.equal(JSON.parse(scenario).traffic.rate_rps, 321);
    await page.click("#preset-good-release");
    await page.waitForFunction(() => !location.hash);
    await page.click("#open");
    await page.fill("#paste", scenario);
    await page.click("#read");
    await page.waitForFunction(() => location.hash);
    await ready(page);
    assert.equal(await page.evaluate(() => location.hash), link);
  });
});
