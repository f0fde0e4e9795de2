// What a person does to a run while looking at it: commands, crashes and faults that are dragged. All of it can be taken back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashes, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** Puts the playhead to a moment, and leaves it there. */
async function stopAt(page, seconds) {
  if ((await page.getAttribute("#play", "aria-label")) === "Pause") await page.click("#play");
  await page.evaluate((value) => {
    const time = document.querySelector("#time");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(time, value);
    time.dispatchEvent(new Event("input", { bubbles: true }));
  }, String(seconds));
}

/** Waits until the hashes are other ones than `before`. */
async function otherThan(page, before) {
  await page.waitForFunction(
    (old) => [...document.querySelectorAll("[data-lane]")].some((lane) => lane.querySelector("[data-hash]").dataset.hash !== old[lane.dataset.lane]),
    before,
  );
  await ready(page);
  return hashes(page);
}

test("an operator takes a release back at the playhead, in one lane, and takes that back", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await hashes(page);
    await stopAt(page, 100);
    await page.click('[data-lane="canary"] [data-command="roll-back"]');
    const after = await otherThan(page, before);
    assert.notEqual(after.canary, before.canary);
    for (const lane of ["recreate", "rolling", "blue-green"]) assert.equal(after[lane], before[lane], lane);
    await page.locator('[data-lane="canary"] .differences', { hasText: "roll back at 01:40" }).waitFor();
    await page.locator(".narrative li", { hasText: "01:40" }).first().waitFor();
    assert.equal(await page.locator('.moment[data-what="command"]').count(), 1);
    await page.keyboard.press("Control+z");
    assert.deepEqual(await otherThan(page, after), before);
  });
});

test("what is paused says so until it goes on", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await hashes(page);
    await stopAt(page, 75);
    await page.click('[data-lane="rolling"] [data-command="pause"]');
    const held = await otherThan(page, before);
    await stopAt(page, 120);
    await page.locator('[data-lane="rolling"] .status', { hasText: "Held by the operator" }).waitFor();
    await page.click('[data-lane="rolling"] [data-command="resume"]');
    await otherThan(page, held);
    await stopAt(page, 290);
    await page.locator('[data-lane="rolling"] .status[data-mood="done"]').waitFor();
  });
});

/** A point in the middle of the tile that stands in a place of a lane's stage: by asking from left to right until it tells a story. */
async function hover(page, lane) {
  const box = await page.locator(`[data-lane="${lane}"] .stage-canvas`).boundingBox();
  for (let y = box.y + box.height - 4; y > box.y + box.height / 2; y -= 6) {
    await page.mouse.move(box.x + box.width / 4, y);
    await page.waitForTimeout(120);
    if (await page.locator(`[data-lane="${lane}"] .story`).count()) return;
  }
  assert.fail("no instance tells its story");
}

test("an instance tells its story, and a click makes it crash in all lanes", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await hashes(page);
    await stopAt(page, 30);
    await hover(page, "blue-green");
    const story = page.locator('[data-lane="blue-green"] .story');
    assert.match(await story.textContent(), /Instance \d+: stable version, ready since 00:00.*workers busy.*Click: crashes at 00:30/);
    await page.mouse.down();
    await page.mouse.up();
    const after = await otherThan(page, before);
    for (const lane of Object.keys(before)) assert.notEqual(after[lane], before[lane], lane);
    await page.locator(".notice", { hasText: "crashes at 00:30" }).waitFor();
    assert.equal(await page.locator('.moment[data-what="fault"]').count(), 1);
  });
});

test("instances are asked and made to crash by keyboard alone", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await hashes(page);
    await stopAt(page, 30);
    await page.locator('[data-lane="canary"] .stage-canvas').focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.locator('[data-lane="canary"] .story[data-instance="1"]').waitFor();
    assert.equal(await page.inputValue("#time"), "30", "the playhead stays");
    await page.keyboard.press("Enter");
    await otherThan(page, before);
    await page.keyboard.press("Escape");
    await page.locator('[data-lane="canary"] .story').waitFor({ state: "detached" });
  });
});

test("a fault is added, dragged along the time line, moved by arrows and removed", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await hashes(page);
    await stopAt(page, 40);
    await page.click("#add-fault");
    await page.getByRole("button", { name: "instance hangs" }).click();
    const hung = await otherThan(page, before);
    const flag = page.locator('.moment[data-path="faults.hangs[0].at_s"]');
    assert.match(await flag.getAttribute("aria-label"), /00:40 instance hangs/);
    const [box, row] = [await flag.boundingBox(), await page.locator(".moments").boundingBox()];
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(row.x + row.width / 2, box.y, { steps: 8 });
    await page.mouse.up();
    await otherThan(page, hung);
    const dragged = await flag.getAttribute("aria-label");
    assert.match(dragged, /(02:59|03:00|03:01) instance hangs/);
    await flag.focus();
    await page.keyboard.press("Shift+ArrowRight");
    await page.waitForFunction((old) => document.activeElement.getAttribute("aria-label") !== old, dragged);
    assert.match(await flag.getAttribute("aria-label"), /03:(09|10|11) instance hangs/);
    await page.keyboard.press("Delete");
    await flag.waitFor({ state: "detached" });
    await page.waitForFunction((old) => document.querySelector("[data-lane=canary] [data-hash]").dataset.hash === old, before.canary);
    assert.deepEqual(await hashes(page), before);
  });
});

/** Drags a point of a curve by so many CSS pixels. */
async function dragBy(page, id, [right, down]) {
  await page.locator(`details.group:has(#${id})`).evaluate((group) => (group.open = true));
  // Not behind the bar at the bottom.
  await page.locator(`#${id}`).evaluate((grip) => grip.scrollIntoView({ block: "center" }));
  const box = await page.locator(`#${id} .reach`).boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + right, y + down, { steps: 6 });
  await page.mouse.up();
}

test("the traffic curve is dragged, and the lanes and its field follow", async () => {
  await site.visit({ query: { preset: "flash-crowd" } }, async (page) => {
    const before = await hashes(page);
    const value = (id) => page.inputValue(id).then(Number);
    const [start, duration, peak] = ["start", "duration", "peak"].map((it) => `#traffic-spike-${it}-${it === "peak" ? "rps" : "s"}`);
    const old = { start: await value(start), duration: await value(duration), peak: await value(peak) };
    await dragBy(page, "traffic-curve-2", [30, 12]);
    const after = await otherThan(page, before);
    assert.ok((await value(duration)) > old.duration && (await value(peak)) < old.peak, "longer, and not so high");
    assert.equal(await value(start), old.start);
    await page.keyboard.press("Control+z");
    await page.waitForFunction(([id, old]) => Number(document.querySelector(id).value) === old, [peak, old.peak]);
    assert.equal(await value(duration), old.duration, "one drag is taken back as one");
    assert.notDeepEqual(after, before);
  });
});

test("the canary's steps are dragged, moved by arrows and removed", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await hashes(page);
    const name = (number) => page.getAttribute(`#steps-curve-${number}`, "aria-label");
    assert.match(await name(1), /^Step 1: weight 10, until 01:00/);
    await dragBy(page, "steps-curve-1", [0, -20]);
    const after = await otherThan(page, before);
    for (const lane of ["recreate", "rolling", "blue-green"]) assert.equal(after[lane], before[lane], lane);
    const dragged = Number((await name(1)).match(/weight (\d+)/)[1]);
    assert.ok(dragged > 15 && dragged < 50, `${dragged}`);
    await page.locator("#steps-curve-1").focus();
    await page.keyboard.press("Shift+ArrowRight");
    await page.waitForFunction(() => document.querySelector("#steps-curve-1").getAttribute("aria-label").match(/01:(09|10|11)/));
    await page.locator("#steps-curve-3").focus();
    await page.keyboard.press("Delete");
    await page.locator("#steps-curve-3").waitFor({ state: "detached" });
    assert.equal(await page.locator("#steps-curve .grip").count(), 2);
  });
});
