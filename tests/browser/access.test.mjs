// An accessibility engine finds nothing serious, in both languages and all looks, on a desktop and on a phone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { LANGUAGES, SCHEMES, SIZES, openSite } from "./harness.mjs";
import { stands } from "./lesson.mjs";

const engine = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GRAVE = ["serious", "critical"];

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** What the engine finds on `page` with everything unfolded, one line for each kind: what, and where first. */
async function findings(page, rules = {}, part = "html") {
  await page.$$eval("details", (all) => all.forEach((one) => one.setAttribute("open", "")));
  await page.evaluate(engine);
  const { violations } = await page.evaluate(
    ([rules, part]) => globalThis.axe.run(part, { resultTypes: ["violations"], rules }),
    [rules, part],
  );
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .map(({ id, impact, help, nodes }) => `${impact}: ${id}: ${help} (${nodes.length}): ${nodes[0].html.slice(0, 200)}`);
}

/** The list of lessons, a prediction that was made, and a task with all its hints. */
const LESSONS = [{ screen: "learn" }, { lesson: "why-it-hurts", step: 1 }, { lesson: "why-it-hurts", step: 6 }];

/** Does what shows all of the step that stands on `page`. */
async function unfolded(page) {
  if (await page.locator(".choices").count()) {
    await page.check("#choice-1");
    await page.click("#choice-check");
    await page.waitForSelector("#lesson-after");
  } else if (await page.locator(".goals").count()) {
    await page.waitForFunction(() => document.querySelector(".goals small")?.textContent);
    while (await page.locator("#step-hint").count()) await page.click("#step-hint");
  }
}

/** Waits until the lesson stands, and does what shows all of it. */
async function taught(page, { screen, lesson }) {
  if (screen === "learn") await page.waitForSelector(".lessons .card");
  if (!lesson) return;
  await page.waitForSelector("#lesson-step");
  await unfolded(page);
}

test("the engine does find something where there is something", async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(() => {
      document.body.append(document.createElement("button"));
    });
    const found = await findings(page);
    assert.ok(found.some((line) => line.includes("button-name")), `found only: ${found}`);
  });
});

test("nothing serious where charts are chosen, and on a large one", async () => {
  for (const lang of LANGUAGES) {
    await site.visit({ lang }, async (page) => {
      await page.click("#choose-charts");
      await page.check("#chart-choice [name=seen-errors]");
      assert.deepEqual(await findings(page), []);
      await page.click("[data-lane=canary] [data-chart=latency] .chart-title");
      await page.waitForSelector("#chart-dialog[open] .large canvas");
      assert.deepEqual(await findings(page), []);
    });
  }
});

test("nothing serious in any group of the Lab, nor on the cards", async () => {
  await site.visit({ query: { screen: "lab", preset: "crash-in-rollout" } }, async (page) => {
    const groups = await page.locator(".lab-groups button").count();
    for (let i = 0; i < groups; i++) {
      await page.locator(".lab-groups button").nth(i).click();
      assert.deepEqual(await findings(page), [], `group ${i}`);
    }
    await page.click("#lab-situations");
    assert.deepEqual(await findings(page), []);
  });
});

for (const lang of LANGUAGES) {
  for (const scheme of SCHEMES) {
    test(`nothing serious in ${lang}, ${scheme}`, async () => {
      for (const size of [SIZES[0], SIZES.at(-1)]) {
        for (const query of [{}, { screen: "intro" }, { screen: "lab" }, ...LESSONS, { bench: "fleet-10", rounds: 1 }]) {
          await site.visit({ lang, scheme, size, query }, async (page) => {
            await taught(page, query);
            assert.deepEqual(await findings(page), [], JSON.stringify(query));
          });
        }
      }
    });
  }
}

// Every screen in high contrast once in each language, one on a desktop and one on a phone; every text is 7:1 there.
for (const [lang, size] of [
  ["ko", SIZES[0]],
  ["en", SIZES.at(-1)],
]) {
  test(`nothing serious in high contrast, and every text stands out, in ${lang}`, async () => {
    const strict = { "color-contrast-enhanced": { enabled: true } };
    for (const query of [{}, { screen: "intro" }, { screen: "lab" }, ...LESSONS, { embed: "" }]) {
      await site.visit({ lang, size, query, context: { contrast: "more" } }, async (page) => {
        await taught(page, query);
        assert.equal(await page.getAttribute("html", "data-look"), "contrast");
        if (!query.screen && !query.lesson && !("embed" in query)) await page.waitForSelector("#take-report");
        assert.deepEqual(await findings(page, strict), [], JSON.stringify(query));
        if (query.screen !== "lab") {
          await page.keyboard.press("?");
          await page.waitForSelector("#help-dialog[open]");
          assert.deepEqual(await findings(page, strict), [], "the help");
        }
      });
    }
  });
}

test("nothing serious in a sweep, as curves and as a map", async () => {
  const strict = { "color-contrast-enhanced": { enabled: true } };
  for (const [context, rules] of [[{}, {}], [{ contrast: "more" }, strict]]) {
    await site.visit({ lang: "ko", context }, async (page) => {
      const finished = async (cells) => {
        await page.click("#sweep-start");
        await page.waitForFunction((cells) => document.querySelectorAll("#sweep td button").length === cells, cells);
      };
      await page.fill("#sweep-steps-0", "3");
      await finished(3 * 4);
      assert.deepEqual(await findings(page, rules), []);
      await page.selectOption("#sweep-knob-1", "traffic.rate_rps");
      await page.fill("#sweep-steps-1", "2");
      await finished(3 * 2);
      assert.deepEqual(await findings(page, rules), []);
    });
  }
});

test("nothing serious in the glossary, nor in a guide", async () => {
  await site.visit({ lang: "ko", query: { screen: "learn" } }, async (page) => {
    await page.click("#guide-why-it-hurts");
    await page.waitForSelector("#guide-dialog .guide h4");
    assert.deepEqual(await findings(page), []);
    await page.keyboard.press("Escape");
    await page.click("#display");
    await page.click("#glossary");
    await page.waitForSelector("#glossary-dialog .terms li");
    assert.deepEqual(await findings(page), []);
  });
});

test("nothing serious where everything is enlarged, nor in the menu that does it", async () => {
  await site.visit({ size: { width: 1280, height: 720 } }, async (page) => {
    await page.click("#display");
    assert.deepEqual(await findings(page), []);
    await page.click("#projector");
    await page.waitForSelector("html[data-projector=true]");
    assert.deepEqual(await findings(page), []);
  });
});

// Every step of every lesson once, the looks and languages taking turns; with EVERY_LOOK=1 each in all of them.
const TURNS = [
  { lang: "ko", scheme: "light" },
  { lang: "en", scheme: "dark" },
  { lang: "ko", context: { contrast: "more" } },
  { lang: "en", scheme: "light" },
  { lang: "ko", scheme: "dark" },
  { lang: "en", context: { contrast: "more" } },
];
for (const [turn, look] of TURNS.entries()) {
  test(`nothing serious on the steps of the lessons: ${JSON.stringify(look)}`, async () => {
    await site.visit({ ...look, query: { screen: "learn" } }, async (page) => {
      await page.waitForSelector(".lessons .card");
      // The game on call, which has no steps, has a test of its own.
      const slugs = await page.$$eval(".lessons h2 button:not(#lesson-on-call)", (all) => all.map((one) => one.id));
      let checked = 0;
      for (const [lesson, slug] of slugs.entries()) {
        await page.click(`#${slug}`);
        await page.waitForSelector(".step-dots");
        const steps = await page.locator(".step-dots li").count();
        for (let step = 1; step <= steps; step += 1) {
          if (!process.env.EVERY_LOOK && (lesson + step) % TURNS.length !== turn) continue;
          // The first one stands already.
          if (step > 1) await page.click(`.step-dots li:nth-child(${step}) button`);
          await stands(page, step);
          await unfolded(page);
          assert.deepEqual(await findings(page, {}, "main"), [], `${slug}, step ${step}`);
          checked += 1;
        }
        await page.click("#all-lessons");
        await page.waitForSelector(".lessons .card");
      }
      assert.ok(checked >= slugs.length - 2, `${checked} steps`);
    });
  });
}
