// The benchmark runs in the page's worker: the figures are there, and it can be stopped. No speed is asked for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES, figures, openSite } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

test("the table and the JSON tell the same workloads", async () => {
  await site.visit({ query: { bench: "fleet-10,everything", rounds: 1 }, size: SIZES.at(-1) }, async (page) => {
    const { floor_ns, workloads } = await figures(page);
    assert.ok(floor_ns > 0);
    const names = workloads.map(({ workload, routing }) => [workload, routing]);
    assert.deepEqual(names, [
      ["fleet-10", "random"],
      ["fleet-10", "round-robin"],
      ["fleet-10", "power-of-two"],
      ["fleet-10", "least-outstanding"],
      ["everything", "round-robin"],
    ]);
    for (const { requests_per_s, ns_per_request, ratio_to_floor } of workloads) {
      assert.ok(ratio_to_floor > 0 && Math.abs(requests_per_s * ns_per_request - 1e9) < 1);
    }
    const cells = await page.$$eval("tbody tr", (rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText)));
    assert.deepEqual(cells.map((row) => row.slice(0, 2)), names);
    assert.ok(cells.every((row) => row.length === 5));
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(excess <= 0, `scrolls sideways by ${excess} px`);
  });
});

test("a long measurement tells how far it is and can be stopped", async () => {
  await site.visit({ query: { bench: "fleet-10", rounds: 100_000 }, wait: false }, async (page) => {
    await page.waitForFunction(() => document.querySelector("#measuring")?.value > 0);
    assert.equal(await page.getAttribute("html", "data-status"), "running");
    await page.click("#stop");
    await page.getByText("The measurement was stopped.").waitFor();
    // What the worker had said by then does not bring it back.
    await page.waitForTimeout(500);
    assert.equal(await page.locator("#measuring").count(), 0);
    assert.equal(await page.getAttribute("html", "data-status"), "ready");
  });
});

test("an unknown name is told, with those that are known", async () => {
  await site.visit({ query: { bench: "fleet-11" }, wait: false }, async (page) => {
    const said = await page.getByRole("alert").innerText();
    for (const word of ["fleet-11", "fleet-10000", "everything", "least-outstanding"]) assert.ok(said.includes(word), said);
  });
});
