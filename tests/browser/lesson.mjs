// A lesson as somebody without a mouse takes it.
import assert from "node:assert/strict";

/** So many presses of Tab reach everything before a step's last button. */
const MOST_TABS = 400;

/** Presses Tab until what `selector` names has the focus, as somebody without a mouse does. */
export async function tabTo(page, selector) {
  for (let i = 0; i < MOST_TABS; i += 1) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} is not reached by Tab`);
}

export async function press(page, selector) {
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
}

export const says = (page, selector) =>
  page.waitForFunction((selector) => document.querySelector(selector)?.textContent.trim(), selector);

/** Waits until step `number` of the lesson stands and its scenario is open. */
export async function stands(page, number) {
  await page.waitForFunction((number) => {
    const present = document.querySelector(".step-dots [aria-current]");
    return [...document.querySelectorAll(".step-dots button")].indexOf(present) === number - 1;
  }, number);
  await page.waitForFunction(() => document.querySelector(".hidden-run, .learn-lanes [data-hash]"));
  await page.waitForFunction(() => document.activeElement?.id === "lesson-step");
}

/** Takes the step on screen by keyboard; tells what it asked. */
export async function take(page) {
  const has = (selector) => page.locator(selector).count();
  if (await has(".choices")) {
    assert.equal(await has("[data-lane]"), 0, "the run shows before the prediction");
    await tabTo(page, "#choice-0");
    await page.keyboard.press("Space");
    await press(page, "#choice-check");
    await says(page, "#lesson-verdict");
    assert.equal(await has(".choices .right"), 1);
    await says(page, "#lesson-after");
    return "predict";
  }
  if (await has(".goals")) {
    await page.waitForFunction(() => document.querySelector(".goals small").textContent);
    assert.equal((await page.textContent("#lesson-solved")).trim(), "", "solved before anything was done");
    while (await has("#step-hint")) await press(page, "#step-hint");
    await press(page, "#step-solution");
    await says(page, "#lesson-solved");
    assert.equal(await has(".goals [data-met=false]"), 0);
    return "try";
  }
  await page.waitForFunction(() => document.querySelector(".step-dots [aria-current]").dataset.done === "true");
  return "read";
}

/** Takes the lesson `slug` from the list to its end by keyboard, in Korean; the page `page` is at any screen. */
export async function takeLesson(page, slug) {
  await page.keyboard.press("t");
  await page.waitForSelector(".lessons .card");
  await press(page, `#lesson-${slug}`);
  await page.waitForSelector(".step-dots");
  const steps = await page.locator(".step-dots li").count();
  const asked = new Set();
  for (let step = 1; step <= steps; step += 1) {
    await stands(page, step);
    assert.match(await page.textContent("#lesson-step"), /[가-힣]/);
    asked.add(await take(page));
    await press(page, "#step-next");
  }
  assert.ok(asked.has("predict") && asked.has("try"), [...asked].join());
  await page.waitForSelector(".lessons .card");
  const card = page.locator(".card", { has: page.locator(`#lesson-${slug}`) });
  assert.match(await card.locator(".about .tag").textContent(), /마침/);
}
