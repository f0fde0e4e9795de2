// Lessons as a class takes them: by keyboard, with predictions that runs judge, goals, hints and solutions; the guides on paper,
// and the glossary.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LANGUAGES, ROOT, SIZES, openSite } from "./harness.mjs";
import { says, stands, take, takeLesson } from "./lesson.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const SLUGS = readdirSync(join(ROOT, "lessons"));

for (const slug of SLUGS) {
  test(`the lesson ${slug} is taken from start to finish by keyboard, in Korean`, async () => {
    await site.visit({ lang: "ko" }, (page) => takeLesson(page, slug));
  });
}

test("every task of the exam is solved by its stored solution, and not before", async () => {
  await site.visit({ query: { lesson: "exam", step: 1 } }, async (page) => {
    await page.waitForSelector(".step-dots");
    const steps = await page.locator(".step-dots li").count();
    let tries = 0;
    for (let step = 1; step <= steps; step += 1) {
      if (step > 1) await page.click(`.step-dots li:nth-child(${step}) button`);
      await stands(page, step);
      // Whoever goes to where they are stays there.
      await page.click(`.step-dots li:nth-child(${step}) button`);
      if ((await take(page)) === "try") tries += 1;
      // What the learner shall find out stands nowhere: neither before nor with the solution.
      if (step === steps) {
        assert.ok((await page.locator(".differences").count()) > 0);
        assert.equal(await page.locator(".differences:visible, .lane-tools:visible").count(), 0);
      }
    }
    assert.ok(tries >= 2, `${tries} tasks`);
  });
});

test("a step keeps what the learner has changed, begins anew when asked, and its address opens it", async () => {
  await site.visit({ query: { screen: "learn" } }, async (page) => {
    await page.click("#lesson-why-it-hurts");
    await page.click(".step-dots li:nth-child(6) button");
    await stands(page, 6);
    await page.waitForFunction(() => document.querySelector(".goals small").textContent);
    const before = await page.locator(".first-knobs input").first().inputValue();
    await page.locator(".first-knobs input").first().fill("25%");
    await page.locator(".first-knobs input").first().blur();
    await says(page, "#lesson-solved");
    // Another language and another screen change nothing of it.
    await page.click("#lang-ko");
    await page.waitForFunction(() => /[가-힣]/.test(document.querySelector("#lesson-step").textContent));
    assert.equal(await page.locator(".first-knobs input").first().inputValue(), "25%");
    await page.click("#go-compare");
    await page.waitForSelector("[data-lane]");
    await page.click("#go-learn");
    await says(page, "#lesson-solved");
    await page.click("#step-again");
    await page.waitForFunction(() => !document.querySelector("#lesson-solved").textContent.trim());
    assert.equal(await page.locator(".first-knobs input").first().inputValue(), before);
    await page.waitForFunction(() => location.search.includes("lesson=why-it-hurts&step=6"));
  });
});

test("who wants little motion gets a lesson that stands still, and may play it", async () => {
  await site.visit({ context: { reducedMotion: "reduce" }, query: { lesson: "why-it-hurts", step: 2 } }, async (page) => {
    await stands(page, 2);
    await page.waitForTimeout(700);
    assert.equal(await page.getAttribute("#play", "aria-label"), "Play");
    const moving = () => document.getAnimations().filter((one) => one.playState === "running").map((one) => one.effect?.target?.className);
    assert.deepEqual(await page.evaluate(moving), []);
    await page.click("#play");
    await page.waitForFunction(() => document.querySelector("#play").getAttribute("aria-label") === "Pause");
  });
});

test("what happens in a lesson's run is said aloud, though not before the prediction", async () => {
  await site.visit({ query: { lesson: "why-it-hurts", step: 1 } }, async (page) => {
    await stands(page, 1);
    const said = ".learn > .unseen[role=status]";
    await page.waitForTimeout(1_500);
    assert.equal(await page.locator(said).count(), 0, "the run is known before it is predicted");
    await page.check("#choice-0");
    await page.click("#choice-check");
    await page.waitForSelector(said, { state: "attached" });
    await page.focus("#lesson-step");
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await page.waitForFunction((said) => document.querySelector(said).textContent.length > 10, said);
  });
});

test("links of a text lead to their moment, chart and field", async () => {
  await site.visit({ query: { lesson: "why-it-hurts", step: 2 } }, async (page) => {
    await page.click(".lesson .text [data-moment]");
    await page.waitForSelector(".lane[data-shown]");
    assert.equal(await page.getAttribute("#play", "aria-label"), "Play");
    await page.click(".lesson .text [data-chart]");
    await page.waitForSelector("[data-chart=errors][data-shown]");
  });
});

test("a term opens the glossary at itself; it is searched, and leads to fields", async () => {
  for (const lang of LANGUAGES) {
    await site.visit({ lang, query: { lesson: "why-it-hurts", step: 1 } }, async (page) => {
      const term = await page.locator(".lesson .text [data-term]").first();
      const id = await term.getAttribute("data-term");
      await term.click();
      await page.waitForSelector(`#glossary-dialog[open] #term-${id}[data-shown]`);
      assert.ok((await page.locator(".terms li").count()) > 60);
      await page.focus("#glossary-search");
      await page.keyboard.type("no such term");
      await page.waitForSelector("#glossary-dialog .made p");
      assert.equal(await page.evaluate(() => document.activeElement.id), "glossary-search", "typing goes on");
      await page.fill("#glossary-search", "max surge");
      await page.waitForFunction(() => document.querySelectorAll(".terms > li").length === 1);
      await page.click("#glossary-dialog [data-field]");
      await page.waitForSelector("html[data-screen=lab]");
      await page.waitForSelector("#strategy-rolling-max-surge");
    });
  }
});

for (const lang of LANGUAGES) {
  test(`a guide is printed by itself, with the answers of its runs, in ${lang}`, async () => {
    await site.visit({ lang, query: { screen: "learn" } }, async (page) => {
      await page.click("#guide-why-it-hurts");
      await page.waitForSelector("#guide-dialog .guide h4");
      assert.ok(!(await page.textContent("#guide-dialog .guide")).includes("…"));
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.isVisible("header.top"), false);
      assert.equal(await page.isVisible(".lessons"), false);
      assert.equal(await page.isVisible("#guide-print"), false);
      assert.equal(await page.isVisible("#guide-dialog .guide"), true);
      const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
      const pages = pdf.match(/\/Type\s*\/Page[^s]/g).length;
      assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
    });
  });
}

test("nothing is wider than the screen, and all lessons open", async () => {
  for (const size of [SIZES[0], SIZES.at(-1)]) {
    await site.visit({ size, lang: "ko", query: { screen: "learn" } }, async (page) => {
      await page.waitForSelector(".lessons .card");
      const slugs = await page.$$eval(".lessons h2 button", (all) => all.map((one) => one.id));
      assert.ok(slugs.length >= 12, `${slugs.length} lessons`);
      for (const slug of slugs) {
        await page.click(`#${slug}`);
        await page.waitForSelector("#lesson-step");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, slug);
        await page.click("#all-lessons");
        await page.waitForSelector(".lessons .card");
      }
    });
  }
});

test("without its reader the page says so, and goes on when it is there again", async () => {
  const prepare = (page) => page.route("**/reader_loader*", (route) => route.abort());
  await site.visit({ prepare, query: { screen: "learn" }, expected: /reader_loader/ }, async (page) => {
    await page.waitForSelector(".learn .problems");
    await page.unroute("**/reader_loader*");
    await page.click(".learn .problems button");
    await page.waitForSelector(".lessons .card");
  });
});

test("a step that could not be had stands when its reader is there again", async () => {
  const prepare = (page) => page.route("**/reader_loader*", (route) => route.abort());
  await site.visit({ prepare, query: { lesson: "exam", step: 2 }, expected: /reader_loader/ }, async (page) => {
    await page.waitForSelector(".learn .problems");
    assert.equal(await page.locator(".learn [role=status].first-run").count(), 0, "nothing is on its way");
    await page.unroute("**/reader_loader*");
    await page.click(".learn .problems button");
    await stands(page, 2);
    assert.equal(await page.locator(".learn .problems").count(), 0);
  });
});

test("fields, figures and charts lead to their terms, by mouse and by keyboard, in both languages", async () => {
  for (const lang of LANGUAGES) {
    await site.visit({ lang }, async (page) => {
      const opens = async (act, term) => {
        await act();
        await page.waitForSelector(`#glossary-dialog[open] .terms > #term-${term}`);
        assert.ok((await page.locator(".terms > li").count()) < 30, "only what belongs to it");
        await page.keyboard.press("Escape");
        await page.waitForSelector("#glossary-dialog:not([open])", { state: "attached" });
      };
      const field = "#fleet-instances";
      await page.evaluate((field) => (document.querySelector(field).closest("details").open = true), field);
      await opens(async () => {
        await page.hover(field);
        await page.locator(".field", { has: page.locator(field) }).locator(".term").click();
      }, "instance");
      await opens(async () => {
        await page.focus(field);
        await page.keyboard.press("F1");
      }, "instance");
      await opens(async () => {
        await page.focus("[data-chart=errors] canvas");
        await page.keyboard.press("F1");
      }, "failed");
      await opens(() => page.click("[data-term='measure:rollout.exposed_requests']"), "blast-radius");
      // What is said in a section, in a lane's words and in the help has its terms, too.
      for (const [region, term] of [[".narrative", "candidate"], [".tradeoff:not(.sweep)", "harmed"], [".lane .twin", "candidate"]]) {
        await opens(async () => {
          await page.evaluate((region) => document.querySelector(region).closest("details")?.setAttribute("open", ""), region);
          await page.locator(`${region} .term`).first().click();
        }, term);
      }
      // From there to all of them.
      await page.click("[data-term='measure:rollout.exposed_requests']");
      await page.click("#glossary-dialog [name=term]");
      await page.waitForFunction(() => document.querySelectorAll(".terms > li").length > 100);
    });
  }
});
