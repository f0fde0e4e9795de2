// What reads and writes documents comes when it is needed, and its absence costs nothing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { hashes, openSite, ready } from "./harness.mjs";
import { presets, program } from "./native.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

test("a first visit does without the reader", async () => {
  const asked = [];
  const prepare = (page) => page.on("request", (request) => asked.push(request.url()));
  await site.visit({ prepare }, async (page) => {
    const loaded = () => asked.some((address) => address.includes("reader"));
    assert.ok(asked.some((address) => address.endsWith(".wasm")) && !loaded());
    await page.click("#open");
    await page.fill("#paste", "seed = 5\n");
    await page.click("#read");
    await page.waitForSelector("#open-dialog:not([open])", { state: "attached" });
    assert.ok(loaded());
  });
});

// The loader cannot be had, or it is there and what it loads is not.
for (const blocked of ["**/reader*", "**/reader-*"]) {
  test(`without ${blocked} nothing is lost, and it can be tried again`, async () => {
    await site.visit({ expected: /reader|Failed to load/ }, async (page) => {
      const before = await hashes(page);
      await page.route(blocked, (route) => route.abort());
      await page.click("#take-manifest-rolling");
      await page.locator("#manifest-written .problems").waitFor();
      await page.click("#open");
      await page.fill("#paste", "seed = 5\n");
      await page.click("#read");
      await page.waitForSelector("#no-reader");
      assert.deepEqual(await hashes(page), before);
      await page.unroute(blocked);
      await page.click("#read-again");
      await page.waitForSelector("#open-dialog:not([open])", { state: "attached" });
      await page.waitForFunction(() => location.hash);
      await ready(page);
      assert.notDeepEqual(await hashes(page), before);
    });
  });
}

test("each lane's manifest is the one that the command line writes", async () => {
  const controllers = { rolling: "kubernetes", recreate: "kubernetes", "blue-green": "argo-rollouts", canary: "argo-rollouts" };
  await site.visit({}, async (page) => {
    for (const [strategy, to] of Object.entries(controllers)) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#take-manifest-${strategy}`)]);
      assert.equal(download.suggestedFilename(), `cutover-${strategy}.yaml`);
      const wanted = execFileSync(program, ["export", presets[0], "--strategy", strategy, "--to", to], { encoding: "utf8" });
      assert.equal(readFileSync(await download.path(), "utf8"), wanted);
      await page.locator("#manifest-written li").first().waitFor();
    }
  });
});
