// node tests/browser/measure.mjs [--minutes N]: how quick the release page is in Chromium, each figure beside what is asked of it.
//
// Machines differ, so nothing here fails: it prints. What is compared is compared within this run.
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { browserProgram, serveSite } from "./harness.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "0" } } });
const FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--js-flags=--expose-gc"];
const SIZE = { width: 1440, height: 900 };
/** How often a visit is made, and a knob is turned. */
const VISITS = 5;
const CHANGES = 100;
/** So long a new window of the browser is busy with itself, ms. */
const WINDOW_MS = 2_500;

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const share = (numbers, part) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const median = (numbers) => share(numbers, 0.5);
const ms = (number) => `${number.toFixed(0)} ms`;
const say = (what, seen, asked) => console.log(`${what.padEnd(58)} ${seen.padStart(24)}   asked ${asked}`);

// A page that no other may reach into gets a clock of microseconds in place of tenths of milliseconds.
const ALONE = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
const server = await serveSite(ALONE);
const browser = await chromium.launch({
  executablePath: browserProgram("CHROME", ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]),
  chromiumSandbox: process.getuid?.() !== 0,
  args: FLAGS,
});

/** A page of its own, with what it does before its scripts run. */
async function open(query = "", before = () => {}, slow = 1) {
  const context = await browser.newContext({ viewport: SIZE });
  const page = await context.newPage();
  await page.addInitScript(before);
  const devtools = await context.newCDPSession(page);
  if (slow > 1) await devtools.send("Emulation.setCPUThrottlingRate", { rate: slow });
  await page.waitForTimeout(WINDOW_MS);
  await page.goto(`${server.url}?lang=en${query}`);
  await page.waitForSelector("html[data-status=ready]", { state: "attached" });
  return { page, devtools, close: () => context.close() };
}

/** In the page: notes when the first lane has its figures and its charts, and when all have. */
function watchFirst() {
  window.seen = {};
  const note = (what) => {
    if (window.seen[what] === undefined) requestAnimationFrame((now) => (window.seen[what] ??= now));
  };
  new MutationObserver(() => {
    const lanes = [...document.querySelectorAll("[data-lane]")];
    const drawn = lanes.filter((lane) => lane.querySelector("[data-drawn]"));
    if (drawn.length) note("first");
    if (drawn.length === lanes.length && document.documentElement.dataset.status === "ready") note("all");
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-status", "data-drawn"] });
}

async function firstViews(slow) {
  const seen = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const { page, close } = await open("", watchFirst, slow);
    await page.waitForFunction(() => window.seen.all);
    seen.push(await page.evaluate(() => window.seen));
    await close();
  }
  return [median(seen.map(({ first }) => first)), median(seen.map(({ all }) => all))];
}

/** In the page: turns a knob so often, and tells when the first and when all pictures followed, and the longest block of the main thread. */
async function turn(changes) {
  const blocks = [];
  const tasks = new PerformanceObserver((list) => blocks.push(...list.getEntries().map((entry) => entry.duration)));
  tasks.observe({ entryTypes: ["longtask"] });
  const knob = document.querySelector("#versions-candidate-error-probability").closest(".field").querySelector("input[type=range]");
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  // Resolves with the moment behind the next frame in which some lane was drawn: what is posted from within a frame comes after it.
  const channel = new MessageChannel();
  let drawnAgain = () => {};
  channel.port1.onmessage = () => drawnAgain();
  const observer = new MutationObserver(() => channel.port2.postMessage(0));
  observer.observe(document, { attributes: true, subtree: true, attributeFilter: ["data-drawn", "data-hash"] });
  const change = () => Promise.race([new Promise((done) => (drawnAgain = done)), new Promise((done) => setTimeout(done, 1_000))]);
  // Recreate sends everything to the candidate: no two settings have the same recording. It is the first lane, too.
  const text = () => document.querySelector("[data-lane=recreate] [data-hash]").dataset.hash;
  const drawn = () => document.querySelector("[data-lane=recreate] .charts").dataset.drawn;
  const areDrawn = () =>
    [...document.querySelectorAll("[data-lane]")].every((lane) => lane.querySelector(".charts").dataset.drawn === lane.querySelector("[data-hash]").dataset.hash);
  const [first, all] = [[], []];
  for (let i = 0; i < changes; i += 1) {
    const [old, begun] = [text(), performance.now()];
    const late = () => performance.now() - begun > 5_000;
    set.call(knob, String(0.005 * (i + 1)));
    knob.dispatchEvent(new Event("input", { bubbles: true }));
    while (drawn() === old && !late()) await change();
    first.push(performance.now() - begun);
    while ((text() === old || !areDrawn()) && !late()) await change();
    all.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 60));
  }
  // What measures would be measured as well otherwise.
  observer.disconnect();
  tasks.disconnect();
  channel.port1.close();
  return { first, all, longest: Math.max(0, ...blocks) };
}

/** In the page: the lengths of so many frames of playback. */
async function frames(count) {
  const seen = [];
  let last = await new Promise(requestAnimationFrame);
  for (let i = 0; i < count; i += 1) {
    const now = await new Promise(requestAnimationFrame);
    seen.push(now - last);
    last = now;
  }
  return seen;
}

async function playback(setup) {
  const { page, close } = await open("&preset=good-release");
  await page.evaluate(() => localStorage.setItem("cutover.replications", "1"));
  await setup(page);
  await page.waitForTimeout(3_000);
  await page.evaluate(() => document.activeElement?.blur());
  if ((await page.getAttribute("#play", "aria-label")) === "Play") await page.click("#play");
  await page.waitForTimeout(500);
  const seen = await page.evaluate(frames, 300);
  const lanes = await page.locator("[data-lane]").count();
  await close();
  return { seen, lanes };
}

async function fill(page, id, value) {
  await page.evaluate((it) => (document.getElementById(it).closest("details").open = true), id);
  await page.fill(`#${id}`, value);
}

try {
  for (const [slow, name, asked] of [
    [1, "first picture with figures", "600 ms"],
    [4, "the same with the processor four times slower", "1500 ms"],
  ]) {
    const [first, all] = await firstViews(slow);
    say(name, `${ms(first)}, all lanes ${ms(all)}`, asked);
  }

  const knob = await open();
  await knob.page.waitForTimeout(1_500);
  const { first, all, longest } = await knob.page.evaluate(turn, CHANGES);
  await knob.close();
  say(`knob to the first new pictures, 95 % of ${CHANGES}`, `${ms(share(first, 0.95))}, median ${ms(median(first))}`, "50 ms");
  say(`knob to all pictures and figures, four lanes, 95 % of ${CHANGES}`, `${ms(share(all, 0.95))}, median ${ms(median(all))}`, "250 ms");
  say("longest block of the main thread meanwhile", ms(longest), "50 ms");

  const four = await playback((page) => fill(page, "fleet-instances", "50"));
  say(`frames of playback, ${four.lanes} lanes of 50 instances, 95 %`, `${share(four.seen, 0.95).toFixed(1)} ms`, "16.7 ms");
  const six = await playback(async (page) => {
    await fill(page, "fleet-instances", "200");
    await page.click("#lane-duplicate-1");
    await page.click("#lane-duplicate-4");
  });
  say(`frames of playback, ${six.lanes} lanes of 200 instances, 95 %`, `${share(six.seen, 0.95).toFixed(1)} ms`, "33 ms");

  const minutes = Number(values.minutes);
  if (minutes > 0) {
    const { page, devtools, close } = await open();
    // Of the page and its worker: objects, elements, and the memory of WebAssembly.
    const used = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      return page.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes);
    };
    const play = async (until) => {
      while (Date.now() < until) await page.evaluate(turn, 20);
    };
    // What is only made once is made in the first tenth.
    const begun = Date.now();
    await play(begun + minutes * 6_000);
    const before = await used();
    await play(begun + minutes * 60_000);
    const grown = (await used()) / before - 1;
    await close();
    say(`memory after ${minutes} min of play and knob turning`, `${(grown * 100).toFixed(1)} % more`, "10 %");
  }
} finally {
  await browser.close();
  await server.close();
}
