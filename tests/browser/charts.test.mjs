// Charts as people use them: reading values of all lanes, choosing, zooming, flags, the large one, and pictures as files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { LANGUAGES, SIZES, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const LANES = ["recreate", "rolling", "blue-green", "canary"];
const chart = (lane, name) => `[data-lane=${lane}] [data-chart=${name}]`;
/** The part of the run that is shown, as the time line has it. */
const range = (page) => page.$eval("#time", ({ min, max }) => [Number(min), Number(max)]);
const until = (page, check, ...args) => page.waitForFunction(check, ...args);

/** Waits until all of the run is shown, or a part of it. */
const shown = (page, whole) =>
  until(page, (want) => (Number(document.querySelector("#time").max) === 300 && Number(document.querySelector("#time").min) === 0) === want, whole);

/** A number that tells two pictures on a canvas apart. */
const picture = (page, selector) =>
  page.$eval(selector, (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value, at) => (sum * 31 + value * (at % 7)) % 1_000_000_007, 0);
  });

/** The time axis below the last chart of a lane: its left and right end, and its height. */
async function axis(page, lane) {
  const canvas = page.locator(`[data-lane=${lane}] .chart`).last().locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  return { left: box.x + 34, right: box.x + box.width - 5, y: box.y + box.height - 7 };
}

test("pointing at a chart shows the values of every lane beside it", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    const box = await page.locator(`${chart("rolling", "capacity")} canvas`).boundingBox();
    // In Recreate's outage, while the others serve.
    await page.mouse.move(box.x + 34 + (box.width - 39) * (68 / 300), box.y + 20);
    await page.waitForSelector(".readout");
    const rows = await page.$$eval(".readout tbody tr", (all) => all.map((row) => row.innerText.split("\t")));
    assert.deepEqual(rows.map(([name]) => name.trim()), ["Recreate", "Rolling", "Blue-green", "Canary"]);
    assert.equal(Number(rows[0][1]), 0, "Recreate has no capacity");
    assert.ok(rows.slice(1).every((row) => Number(row[1]) > 100), `the others have: ${rows}`);
    await page.mouse.move(5, 5);
    await page.waitForSelector(".readout", { state: "detached" });
  });
});

test("keys move the cursor of all lanes, go from chart to chart, and enlarge one", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    await page.fill("#time", "60");
    await page.focus(`${chart("canary", "capacity")} canvas`);
    await page.keyboard.press("Shift+ArrowRight");
    await until(page, () => [...document.querySelectorAll(".lane .cursor")].every((line) => line.dataset.time === "01:30"));
    assert.ok(await page.isVisible(".readout"));
    const text = () => page.evaluate(() => document.activeElement.getAttribute("aria-valuetext"));
    assert.match(await text(), /^01:30: stable \d+, candidate \d+, demand 240 \(requests\/s\)$/);
    await page.keyboard.press("ArrowDown");
    const on = () => page.evaluate(() => document.activeElement.closest("[data-chart]")?.dataset.chart);
    assert.equal(await on(), "share");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".readout", { state: "detached" });
    await page.keyboard.press("+");
    await shown(page, false);
    await page.keyboard.press("0");
    await shown(page, true);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#chart-dialog[open] canvas");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#chart-dialog[open]", { state: "detached" });
    assert.equal(await on(), "share", "the focus is back where it was");
  });
});

test("one tab stop leads to the charts of a lane", async () => {
  await site.visit({}, async (page) => {
    const stops = (lane) => page.$$eval(`[data-lane=${lane}] .chart canvas[tabindex="0"]`, (all) => all.length);
    for (const lane of LANES) assert.equal(await stops(lane), 1, lane);
  });
});

test("charts are chosen for all lanes at once, align, and are remembered", async () => {
  await site.visit({ size: SIZES[0] }, async (page) => {
    await page.click("#choose-charts");
    for (const name of ["budget", "seen-errors", "queue"]) await page.check(`#chart-choice [name=${name}]`);
    await page.uncheck("#chart-choice [name=share]");
    await page.keyboard.press("Escape");
    assert.ok(await page.isHidden("#chart-choice"));
    const check = async () => {
      for (const name of ["budget", "seen-errors", "queue"]) {
        const tops = new Set();
        for (const lane of LANES) {
          tops.add(Math.round((await page.locator(`${chart(lane, name)} canvas`).boundingBox()).y));
          const painted = await until(page, (selector) => {
            const canvas = document.querySelector(selector);
            return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
          }, `${chart(lane, name)} canvas`);
          assert.ok(painted);
        }
        assert.equal(tops.size, 1, `${name} stands at one height`);
      }
      assert.equal(await page.locator("[data-chart=share]").count(), 0);
    };
    await check();
    await page.reload();
    await ready(page);
    await check();
  });
});

test("the last chart stays", async () => {
  await site.visit({}, async (page) => {
    await page.click("#choose-charts");
    for (const name of ["capacity", "share", "errors", "latency", "cost"]) await page.click(`#chart-choice [name=${name}]`);
    assert.ok(await page.isChecked("#chart-choice [name=cost]"));
    assert.equal(await page.locator("[data-lane=rolling] .chart").count(), 1);
  });
});

test("a logarithmic scale can be switched on and off", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    const selector = `${chart("rolling", "latency")} canvas`;
    const log = await picture(page, selector);
    await page.click("#choose-charts");
    assert.equal(await page.getAttribute("[data-scale=latency]", "aria-pressed"), "true");
    await page.click("[data-scale=latency]");
    await page.waitForSelector("#chart-choice [data-scale=latency][aria-pressed=false]");
    await page.waitForTimeout(300);
    assert.notEqual(await picture(page, selector), log);
    assert.equal(await page.locator("#chart-choice [data-scale=share]").count(), 0, "a share has one scale");
  });
});

test("dragging the time axis selects a part of the run for all charts and the time line; a double click takes it back", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    await page.fill("#time", "90");
    const { left, right, y } = await axis(page, "rolling");
    const at = (seconds) => left + ((right - left) * seconds) / 300;
    const other = await picture(page, `${chart("canary", "cost")} canvas`);
    await page.mouse.move(at(60), y);
    const pointer = await page.$eval("[data-lane=rolling] .charts", (area) => getComputedStyle(area).cursor);
    assert.equal(pointer, "col-resize", "the pointer tells of it");
    await page.mouse.down();
    await page.mouse.move(at(90), y);
    await until(page, () => document.querySelectorAll(".lane .selected").length === 4);
    await page.mouse.move(at(120), y);
    await page.mouse.up();
    await shown(page, false);
    const [from, to] = await range(page);
    assert.ok(Math.abs(from - 60) < 3 && Math.abs(to - 120) < 3, `${from} to ${to}`);
    assert.equal(await page.locator(".selected").count(), 0);
    await page.waitForTimeout(300);
    assert.notEqual(await picture(page, `${chart("canary", "cost")} canvas`), other, "the other lanes follow");
    assert.equal(await page.textContent("#clock"), "01:30", "the playhead stays");
    await page.mouse.dblclick(at(150), y - 200);
    await shown(page, true);
  });
});

test("the wheel zooms with Ctrl at the pointer, pans with Shift, and scrolls the page without", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    const box = await page.locator(`${chart("rolling", "capacity")} canvas`).boundingBox();
    await page.mouse.move(box.x + 34 + (box.width - 39) / 2, box.y + 20);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -400);
    await page.keyboard.up("Control");
    await shown(page, false);
    const [from, to] = await range(page);
    assert.ok(Math.abs((from + to) / 2 - 150) < 5, `around the pointer: ${from} to ${to}`);
    await page.keyboard.down("Shift");
    await page.mouse.wheel(0, 200);
    await page.keyboard.up("Shift");
    await until(page, (before) => Number(document.querySelector("#time").min) > before, from);
    const [later, end] = await range(page);
    assert.ok(Math.abs(end - later - (to - from)) < 0.01, "as much as before");
    const top = await page.evaluate(() => scrollY);
    await page.mouse.wheel(0, 200);
    await until(page, (before) => scrollY > before, top);
    assert.deepEqual(await range(page), [later, end]);
    await page.click("#zoom-all");
    await shown(page, true);
  });
});

test("a part of the run goes along with the playhead that plays out of it, and with a jump", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    await page.fill("#time", "30");
    for (let i = 0; i < 4; i++) await page.click("#zoom-in");
    await until(page, () => Number(document.querySelector("#time").max) - Number(document.querySelector("#time").min) < 20);
    const [from, to] = await range(page);
    assert.ok(from <= 30 && 30 <= to, `${from} to ${to}`);
    await page.click("#play");
    await until(page, (before) => Number(document.querySelector("#time").min) > before, to - 1);
    await page.click("#to-end");
    await until(page, () => Number(document.querySelector("#time").max) === 300);
    assert.equal(await page.textContent("#clock"), "05:00");
  });
});

test("flags say what happened where, and lead there", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    const flag = page.locator("[data-lane=canary] .flag[data-glyph=start]");
    assert.match(await flag.getAttribute("aria-label"), /^01:00 The rollout began\./);
    await flag.hover();
    await page.waitForSelector("[data-lane=canary] .flag[data-glyph=start] .flag-text", { state: "visible" });
    await flag.click();
    await until(page, () => document.querySelector("#clock").textContent === "01:00");
    await page.keyboard.press("ArrowRight");
    const glyph = await page.evaluate(() => document.activeElement.dataset.glyph);
    assert.equal(glyph, "back", "arrows go from flag to flag");
  });
});

test("a click on a title shows the chart large, with all lanes, their values and a table", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    await page.click(`${chart("rolling", "errors")} .chart-title`);
    const canvas = "#chart-dialog[open] .large canvas";
    await page.waitForSelector(canvas);
    await page.waitForTimeout(300);
    const whole = await picture(page, canvas);
    const box = await page.locator(canvas).boundingBox();
    await page.mouse.move(box.x + 34 + (box.width - 39) * (68.5 / 300), box.y + 60);
    await until(page, () => document.querySelector(".large-values b").textContent === "01:08");
    const rows = await page.$$eval(".large-values tbody tr", (all) => all.map((row) => row.innerText.split("\t")));
    assert.equal(rows.length, 4);
    assert.ok(Number(rows[0][3]) > 100, `Recreate refuses: ${rows}`);
    await page.locator("#chart-dialog .zoom button").nth(1).click();
    await page.waitForTimeout(300);
    assert.notEqual(await picture(page, canvas), whole, "it zooms");
    await page.click(".large-table summary");
    assert.equal(await page.locator(".large-table tbody tr").count(), 12);
    await page.click("#chart-dialog header button");
    await page.waitForSelector("#chart-dialog[open]", { state: "detached" });
  });
});

/** The bytes of the file that a press of this button saves. */
async function saved(page, button, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  assert.equal(download.suggestedFilename(), name);
  return readFileSync(await download.path());
}

/** Width and height of a PNG file. */
function pngSize(bytes) {
  assert.equal(bytes.subarray(1, 4).toString(), "PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

for (const lang of LANGUAGES) {
  test(`a chart and the whole comparison are saved as pictures that say what they are, in ${lang}`, async () => {
    const words = {
      en: ["Latency (ms)", "A bad release", "seed 1", "Rolling", "Time", "Strategies side by side", "Capacity (requests/s)"],
      ko: ["지연 시간 (ms)", "오류 나는 배포", "시드 1", "롤링", "시간", "전략별 비교", "용량 (건/초)"],
    }[lang];
    await site.visit({ lang }, async (page) => {
      await page.click(`${chart("rolling", "latency")} .chart-title`);
      const one = (await saved(page, "#chart-svg", "cutover-latency.svg")).toString();
      for (const word of words.slice(0, 5)) assert.ok(one.includes(word), `${word} is missing`);
      const [width, height] = pngSize(await saved(page, "#chart-png", "cutover-latency.png"));
      assert.ok(width === 1920 && height > 1000, `${width} × ${height}`);
      await page.keyboard.press("Escape");
      const all = (await saved(page, "#take-svg", "cutover-comparison.svg")).toString();
      for (const word of words.slice(1)) assert.ok(all.includes(word), `${word} is missing`);
      const trouble = await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent, all);
      assert.equal(trouble, undefined);
      assert.ok(pngSize(await saved(page, "#take-png", "cutover-comparison.png"))[1] > 800);
    });
  });
}

test("on a phone two fingers zoom", async () => {
  await site.visit({ size: SIZES.at(-1), context: { hasTouch: true, isMobile: true } }, async (page) => {
    await page.tap("#play");
    await page.tap("#charts");
    const canvas = page.locator(`${chart("rolling", "capacity")} canvas`);
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    const session = await page.context().newCDPSession(page);
    const y = box.y + 30;
    const middle = box.x + box.width / 2;
    const touch = (type, apart) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: apart === 0 ? [] : [{ x: middle - apart, y, id: 1 }, { x: middle + apart, y, id: 2 }],
      });
    await touch("touchStart", 30);
    for (const apart of [45, 60, 75, 90]) await touch("touchMove", apart);
    await touch("touchEnd", 0);
    await shown(page, false);
    const [from, to] = await range(page);
    assert.ok(to - from > 60 && to - from < 160, `${from} to ${to}`);
  });
});
