// A sweep by point and click: curves and maps fill in, the places where the answer tips are told, and a cell opens its scenario.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSite } from "./harness.mjs";

let site;
before(async () => (site = await openSite()));
after(async () => site?.close());

const done = (page) => page.waitForFunction(() => !document.querySelector("#sweep progress") && document.querySelector("#sweep td button"));
const cells = (page) => page.locator("#sweep td button");
const harmed = (page) => page.locator(".verdict td[data-name] .amount").evaluateAll((all) => all.slice(0, 4).map((one) => one.textContent.split(" ")[0]));

test("a curve for each lane, where it tips, and cells that open their scenario", async () => {
  await site.visit({}, async (page) => {
    await page.waitForSelector("#sweep-start");
    await page.click("#sweep-start");
    await done(page);
    assert.equal(await cells(page).count(), 9 * 4, "a row for each value, a cell for each lane");
    assert.equal(await page.locator("#sweep .curve polyline").count(), 4);
    const tips = await page.locator("#sweep-tips li").allTextContents();
    assert.ok(tips.some((tip) => tip.includes("rolled back instead of completed")), tips.join("\n"));
    assert.ok((await page.locator("#sweep .tip").count()) > 0, "it is marked in the picture");
    // What is on screen is one of the cells, with the same figures as in the verdict.
    const now = page.locator("#sweep tr.now");
    assert.match(await now.locator("th").textContent(), /20%\s*now/);
    const told = await now.locator("td button").evaluateAll((all) => all.map((one) => one.querySelector("b").textContent));
    assert.deepEqual(told, await harmed(page));

    const first = await page.locator("#sweep tbody tr").first().locator("td button").evaluateAll((all) => all.map((one) => one.querySelector("b").textContent));
    await cells(page).first().focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#sweep tbody tr")?.classList.contains("now"));
    await page.waitForFunction((value) => document.querySelector("#versions-candidate-error-probability").value === value, "0");
    await page.waitForFunction((value) => document.querySelector(".verdict td[data-name] .amount")?.textContent.startsWith(value), first[0]);
    assert.deepEqual(await harmed(page), first, "the scenario that it opens has these figures");
    await page.click("#undo");
    await page.waitForFunction((value) => document.querySelector("#versions-candidate-error-probability").value === value, "20");
    // A click into the picture does the same.
    await page.locator("#sweep .target").nth(2).click();
    await page.waitForFunction((value) => document.querySelector("#versions-candidate-error-probability").value === value, "10");
  });
});

test("a map of two settings names the best lane, and can be stopped", async () => {
  await site.visit({ lang: "ko" }, async (page) => {
    await page.waitForSelector("#sweep-start");
    await page.selectOption("#sweep-knob-1", "traffic.rate_rps");
    await page.fill("#sweep-steps-0", "3");
    await page.fill("#sweep-from-1", "120");
    await page.fill("#sweep-to-1", "360");
    await page.fill("#sweep-steps-1", "2");
    await page.click("#sweep-start");
    await done(page);
    assert.equal(await cells(page).count(), 6);
    assert.equal(await page.locator("#sweep svg").count(), 0, "two settings have no curve");
    const best = await page.locator("#sweep td small").allTextContents();
    assert.ok(best.length > 0 && best.every((name) => name.startsWith("▲ ")), best.join());
    assert.ok((await page.locator("#sweep .tips-left").count()) > 0, "where the best lane changes there is a border");
    const recreate = await cells(page).allTextContents();
    await page.selectOption("#sweep-lane", "3");
    await page.waitForFunction((text) => document.querySelector("#sweep td button").textContent !== text, recreate[0]);

    await page.fill("#sweep-steps-0", "21");
    await page.fill("#sweep-steps-1", "21");
    await page.click("#sweep-start");
    await page.waitForSelector("#sweep td button");
    await page.click("#sweep-start");
    await page.waitForFunction(() => !document.querySelector("#sweep progress"));
    const known = await cells(page).count();
    assert.ok(known > 0 && known < 441, `${known} cells`);
    // What it stood in the way of goes on.
    await page.waitForFunction(() => document.querySelector(".repeats progress, .repeats")?.textContent.match(/100/));
    assert.equal(await cells(page).count(), known, "no cell comes afterwards");
  });
});

test("a range that is not one is told, and nothing is computed", async () => {
  await site.visit({}, async (page) => {
    await page.waitForSelector("#sweep-start");
    const tell = async (id, text, expected) => {
      await page.fill(id, text);
      await page.click("#sweep-start");
      await page.waitForFunction((part) => document.querySelector("#sweep-problem")?.textContent.includes(part), expected);
      assert.equal(await cells(page).count(), 0);
    };
    await tell("#sweep-from-0", "much", "0–100%");
    await page.fill("#sweep-from-0", "10");
    await tell("#sweep-to-0", "101", "0–100%");
    await tell("#sweep-to-0", "10", "Two different values");
    await page.fill("#sweep-to-0", "20");
    await tell("#sweep-steps-0", "1000", "2–41");
    await page.fill("#sweep-steps-0", "3");
    await page.click("#sweep-start");
    await done(page);
    assert.equal(await page.locator("#sweep-problem").count(), 0);
  });
});

test("the comparison is said aloud, the best lane first, and a reason leads to its moment", async () => {
  await site.visit({}, async (page) => {
    await page.waitForSelector("#spoken li");
    const said = await page.locator("#spoken li").allTextContents();
    assert.equal(said.length, 4);
    assert.match(said[0], /^Canary hurt the fewest requests: 129 \(0\.18%\)\./);
    assert.match(said[3], /^Recreate hurt 6,153 requests .* no instance was ready/);
    const reason = page.locator(".verdict .reason button").first();
    const at = (await reason.textContent()).match(/\d\d:\d\d/)[0];
    assert.match(await reason.textContent(), /error rate of [\d.]+% was above the limit of 5%/);
    await reason.click();
    await page.waitForFunction((clock) => document.querySelector(".transport, .dock")?.textContent.includes(clock), at);
  });
});
