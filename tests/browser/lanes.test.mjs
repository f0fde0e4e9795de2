// Lanes: doubled and changed, added, renamed, removed; what differs is shown, kept in the link and simulated as by itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashes, LANGUAGES, openSite, ready, SIZES } from "./harness.mjs";
import { cutover } from "./native.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const lanes = (page) => page.locator("[data-lane]").evaluateAll((all) => all.map((lane) => lane.dataset.lane));

/** Waits until exactly these lanes are on screen and simulated. */
async function shows(page, expected) {
  await page.waitForFunction(
    (ids) => JSON.stringify([...document.querySelectorAll("[data-lane]")].map((lane) => lane.dataset.lane)) === ids,
    JSON.stringify(expected),
  );
  await ready(page);
}

/** Fills a field of the settings, opening its group. */
async function fill(page, id, value) {
  await page.locator(`details.group:has(#${id})`).evaluate((group) => (group.open = true));
  await page.fill(`#${id}`, value);
  await page.locator(`#${id}`).blur();
}

test("a lane is doubled with one click, and what is changed then differs in it alone", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await hashes(page);
    await page.click("#lane-duplicate-1");
    await shows(page, ["recreate", "rolling", "rolling-2", "blue-green", "canary"]);
    assert.equal(await page.locator("#scope").inputValue(), "2", "the new lane is the one that is changed");
    await fill(page, "strategy-rolling-max-surge", "1");
    await page.waitForSelector('[data-lane="rolling-2"] [data-path="strategy.rolling.max_surge"]');
    await ready(page);
    const after = await hashes(page);
    assert.notEqual(after["rolling-2"], before.rolling);
    for (const lane of ["recreate", "rolling", "blue-green", "canary"]) assert.equal(after[lane], before[lane], lane);
    const native = cutover("run", "good-release", "--strategy", "rolling", "--set", "strategy.rolling.max_surge=1");
    assert.equal(after["rolling-2"], native.hash, "it is what its settings are by themselves");

    await page.waitForTimeout(400);
    const link = page.url();
    await page.goto("about:blank");
    await page.goto(link);
    await ready(page);
    assert.deepEqual(await hashes(page), after, "the link brings the lanes back");

    await page.click('[data-lane="rolling-2"] .differences button');
    await page.waitForSelector('[data-lane="rolling-2"] .differences', { state: "detached" });
    await ready(page);
    assert.equal((await hashes(page))["rolling-2"], before.rolling, "as in the other lanes");
    await page.keyboard.press("Control+z");
    await page.waitForSelector('[data-lane="rolling-2"] .differences');
  });
});

test("lanes are added up to six, renamed, given another strategy, moved and removed", async () => {
  await site.visit({}, async (page) => {
    await page.click("#lane-add");
    await page.click('[data-add="shadow"]');
    await shows(page, ["recreate", "rolling", "blue-green", "canary", "shadow"]);
    await page.click("#lane-duplicate-4");
    await shows(page, ["recreate", "rolling", "blue-green", "canary", "shadow", "shadow-2"]);
    assert.ok(await page.locator("#lane-add").isDisabled() && await page.locator("#lane-duplicate-0").isDisabled());

    await page.click("#lane-menu-5");
    await page.fill("#lane-name-5", "Careful");
    await page.press("#lane-name-5", "Enter");
    await page.locator("[data-lane=shadow-2] h2", { hasText: "Careful" }).waitFor();
    await page.selectOption("#lane-strategy-5", "canary");
    await shows(page, ["recreate", "rolling", "blue-green", "canary", "shadow", "canary-2"]);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#lane-menu-5-panel").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.id), "lane-menu-5", "the focus goes back");

    await page.click("#lane-menu-5");
    await page.click("#lane-forward-5");
    await shows(page, ["recreate", "rolling", "blue-green", "canary", "canary-2", "shadow"]);
    for (const left of [5, 4, 3, 2, 1]) {
      await page.click("#lane-menu-0");
      await page.click("#lane-remove-0");
      await page.waitForFunction((count) => document.querySelectorAll("[data-lane]").length === count, left);
    }
    await ready(page);
    await page.click("#lane-menu-0");
    assert.ok(await page.locator("#lane-remove-0").isDisabled(), "there is always a lane");
    await page.keyboard.press("Escape");
    await page.click("#lanes-usual");
    await shows(page, ["recreate", "rolling", "blue-green", "canary"]);
  });
});

test("a value that no lane may have is refused beside its field, and the lanes stay", async () => {
  await site.visit({}, async (page) => {
    const before = await hashes(page);
    await page.selectOption("#scope", "1");
    await fill(page, "telemetry-window-s", "1");
    await page.locator("#problems", { hasText: "telemetry.window_s" }).waitFor();
    assert.deepEqual(await hashes(page), before);
    await fill(page, "seed", "9");
    await page.waitForFunction((old) => document.querySelector("[data-lane=canary] [data-hash]").dataset.hash !== old, before.canary);
    assert.deepEqual(await lanes(page), Object.keys(before), "the seed is common to all");
    assert.equal(await page.locator(".differences").count(), 0);
  });
});

test("a digit leads to the lane of that number", async () => {
  await site.visit({}, async (page) => {
    await page.keyboard.press("3");
    await page.waitForFunction(() => document.activeElement.dataset.lane === "blue-green");
    await page.keyboard.press("6");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.lane), "blue-green", "there is no sixth");
    await page.fill("#traffic-rate-rps", "1");
    assert.equal(await page.evaluate(() => document.activeElement.id), "traffic-rate-rps", "a digit that is typed is a digit");
  });
});

for (const [lang, size] of LANGUAGES.flatMap((lang) => SIZES.map((size) => [lang, size]))) {
  test(`six lanes fit at ${size.width} px in ${lang}`, async () => {
    await site.visit({ lang, size }, async (page) => {
      await page.click("#lane-duplicate-3");
      await page.keyboard.press("Escape");
      await page.click("#lane-duplicate-0");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelectorAll("[data-lane]").length === 6);
      await ready(page);
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= room, `${wide} px in ${room}`);
      const cut = await page
        .locator("[data-lane] h2, [data-lane] .chart figcaption, [data-lane] .values")
        .evaluateAll((all) => all.filter((it) => it.scrollWidth > it.clientWidth + 1).map((it) => it.textContent));
      assert.deepEqual(cut, [], "no name and no value is cut off");
    });
  });
}
