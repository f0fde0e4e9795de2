// What links say, the page does: each parameter of the address, what is wrong with one, and the form that builds links.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { LANGUAGES, SIZES, hashes, openSite, ready } from "./harness.mjs";

const packageFile = (name) => readFile(createRequire(import.meta.url).resolve(name), "utf8");

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** The parameters of the page's address, once it has been written anew. */
async function written(page) {
  await page.waitForFunction(() => new URLSearchParams(location.search).get("lang") && !location.search.includes("own"));
  // It is written after a moment of quiet.
  await page.waitForTimeout(700);
  return Object.fromEntries(new URLSearchParams(new URL(page.url()).search));
}

const look = (page) => page.getAttribute("html", "data-look");
const lanes = (page) => page.$$eval("[data-lane]", (all) => all.map((one) => one.dataset.lane));

test("a theme is that of the visit, stays in the address, follows what is chosen, and is not remembered", async () => {
  for (const theme of ["light", "dark", "contrast", "system"]) {
    await site.visit({ scheme: "dark", query: { theme } }, async (page) => {
      assert.equal(await look(page), theme);
      assert.equal((await written(page)).theme, theme);
      await page.goto(`${site.url}?lang=en`);
      await ready(page);
      assert.equal(await look(page), "system");
      await page.goto(`${site.url}?lang=en&theme=light`);
      await ready(page);
      await page.click("#appearance");
      await page.waitForFunction(() => location.search.includes("theme=dark"));
      await page.goto(`${site.url}?lang=en`);
      await ready(page);
      assert.equal(await look(page), "dark");
    });
  }
});

test("a projector's look is that of the visit, and can be asked not to be there", async () => {
  await site.visit({ query: { projector: "1" } }, async (page) => {
    const projector = () => page.getAttribute("html", "data-projector");
    assert.equal(await projector(), "true");
    assert.equal((await written(page)).projector, "1");
    await page.goto(`${site.url}?lang=en`);
    await ready(page);
    assert.equal(await projector(), "false");
    await page.click("#display");
    await page.click("#projector");
    await page.goto(`${site.url}?lang=en&projector=0`);
    await ready(page);
    assert.equal(await projector(), "false");
  });
});

test("lanes are those of the link, on a preset and on a linked scenario, until something else is opened", async () => {
  await site.visit({ query: { preset: "sticky-users", lanes: "canary,recreate" } }, async (page) => {
    assert.deepEqual(await lanes(page), ["canary", "recreate"]);
    const { preset, lanes: kept } = await written(page);
    assert.deepEqual([preset, kept], ["sticky-users", "canary,recreate"]);
    assert.equal(new URL(page.url()).hash, "");
    // A change makes it a scenario of its own, and going back leads to the link's lanes.
    await page.fill("#traffic-rate-rps", "321");
    await page.locator("#traffic-rate-rps").blur();
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    const link = new URL(page.url());
    assert.equal(link.searchParams.get("lanes"), null);
    await page.click("#reset");
    await page.waitForFunction(() => location.search.includes("lanes=canary,recreate"));
    assert.deepEqual(await lanes(page), ["canary", "recreate"]);
    await page.click("#preset-good-release");
    await page.waitForFunction(() => location.search.includes("preset=good-release"));
    await page.waitForFunction(() => document.querySelectorAll("[data-lane]").length === 4);
    assert.equal((await written(page)).lanes, undefined);
    await page.goto("about:blank");
    link.searchParams.set("lanes", "shadow");
    await page.goto(link.href);
    await ready(page);
    assert.deepEqual(await lanes(page), ["shadow"]);
    assert.equal(await page.inputValue("#traffic-rate-rps"), "321");
  });
});

test("a seed gives everyone the same run, and another one another; it holds for the next preset too", async () => {
  const seen = [];
  for (const seed of ["7", "7", "8"]) {
    await site.visit({ query: { seed } }, async (page) => {
      seen.push(await hashes(page));
      assert.equal((await written(page)).seed, seed);
      await page.click("#preset-good-release");
      await page.waitForFunction(() => location.search.includes("preset=good-release"));
      assert.equal((await written(page)).seed, seed);
    });
  }
  assert.deepEqual(seen[0], seen[1]);
  assert.notDeepEqual(seen[0], seen[2]);
});

test("a seed of their own differs between browsers, stays in each, and stands in the address as a number", async () => {
  const seeds = [];
  for (let browser = 0; browser < 2; browser++) {
    await site.visit({ query: { seed: "own", preset: "good-release" } }, async (page) => {
      const first = await hashes(page);
      const { seed, preset } = await written(page);
      assert.equal(preset, "good-release");
      assert.match(seed, /^[1-9]\d{0,5}$/);
      seeds.push(seed);
      await page.reload();
      await ready(page);
      assert.deepEqual(await hashes(page), first);
      await page.goto(`${site.url}?lang=en&seed=own&preset=good-release`);
      await ready(page);
      assert.deepEqual(await hashes(page), first);
      assert.equal((await written(page)).seed, seed);
      assert.equal(await page.locator(".notice").count(), 0);
    });
  }
  assert.notEqual(seeds[0], seeds[1]);
});

test("a speed is that of every run", async () => {
  await site.visit({ query: { speed: "2" } }, async (page) => {
    const speed = () => page.$eval("#speed", (select) => select.selectedOptions[0].textContent);
    assert.equal(await speed(), "×2");
    await page.click("#preset-never-ready");
    await page.waitForFunction(() => location.search.includes("never-ready"));
    await ready(page);
    assert.equal(await speed(), "×2");
    assert.equal((await written(page)).speed, "2");
  });
});

/** Where each part is seen. */
const PARTS = {
  header: ".top",
  screens: ".screens",
  situations: ".intro",
  panel: ".panel",
  "lane-tools": ".lane-tools, #lane-add, .operator",
  charts: ".lane .charts",
  playback: ".dock",
  verdict: ".verdict",
  "trade-off": ".tradeoff:not(.sweep)",
  pairs: ".pairs",
  sweep: ".sweep",
  plan: ".plan",
  story: ".narrative",
  take: ".take",
};

/** The parts of which anything is seen, once all of them are in the page. */
async function seen(page) {
  for (const part of Object.values(PARTS)) await page.locator(part).first().waitFor({ state: "attached" });
  return page.evaluate((parts) => {
    const isSeen = (selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
    return Object.keys(parts).filter((part) => isSeen(parts[part]));
  }, PARTS);
}

test("each part that is hidden is gone and no other, and the page's figures are there all the same", async () => {
  const all = Object.keys(PARTS);
  // The ways to other screens are in the header.
  const left = (part) => all.filter((one) => one !== part && !(part === "header" && one === "screens"));
  await site.visit({ query: { hide: "header" } }, async (page) => {
    assert.deepEqual(await seen(page), left("header"));
    for (const part of all) {
      await page.evaluate((part) => (document.documentElement.dataset.hide = part), part);
      assert.deepEqual(await seen(page), left(part), part);
    }
  });
  await site.visit({ query: { hide: all.join(",") } }, async (page) => {
    assert.deepEqual(await seen(page), []);
    assert.equal(await page.locator("[data-lane] canvas:visible").count(), 4);
    assert.equal((await written(page)).hide, all.join(","));
    await page.keyboard.press("l");
    await page.waitForSelector(".lab");
    assert.equal(await page.locator(".top:visible").count(), 0);
  });
});

test("what is wrong in an address is named with what is allowed, and all the rest opens", async () => {
  const query = { theme: "pink", hidden: "panel", step: "0", preset: "retry-storm", utm_source: "mail" };
  for (const lang of LANGUAGES) {
    await site.visit({ lang, query }, async (page) => {
      const notice = await page.waitForSelector(".notice.warning");
      const text = await notice.textContent();
      for (const part of ["theme=pink", "system, light, dark, contrast", "hidden", "step=0", "99"]) {
        assert.ok(text.includes(part), `${part} is not in: ${text}`);
      }
      assert.ok(!text.includes("utm"));
      assert.equal((await written(page)).preset, "retry-storm");
    });
  }
  await site.visit({ query: { utm_source: "mail", theme: "light", lanes: "canary,rolling" } }, async (page) => {
    await page.waitForSelector(".take");
    assert.equal(await page.locator(".notice").count(), 0);
  });
});

/** Opens the form and waits until it stands. */
async function build(page) {
  await page.click("#display");
  await page.click("#links");
  await page.waitForSelector("#links-link, .learners");
}

/** The link, once it is one that `holds` says yes to. */
async function link(page, holds) {
  await page.waitForFunction((part) => document.querySelector("#links-link")?.value.includes(part), holds);
  return page.inputValue("#links-link");
}

test("the form begins with what is on screen and its link opens what was chosen", async () => {
  const context = { permissions: ["clipboard-read", "clipboard-write"] };
  const query = { preset: "retry-storm", theme: "dark", seed: "5" };
  await site.visit({ lang: "ko", query, context }, async (page) => {
    await build(page);
    assert.equal(await link(page, "seed=5"), `${site.url}?lang=ko&theme=dark&preset=retry-storm&seed=5`);
    await page.selectOption("#links-what-choice", "good-release");
    await link(page, "good-release");
    await page.check("#links-lanes-rolling");
    await link(page, "lanes=rolling");
    await page.check("#links-lanes-canary");
    await link(page, "lanes=rolling,canary");
    await page.check("#links-hide-panel");
    await link(page, "hide=panel");
    await page.fill("#links-seed-number", "77");
    await page.keyboard.press("Tab");
    const built = await link(page, "seed=77");
    await page.click("#links-copy");
    await page.waitForFunction(() => document.querySelector("#links-copy").textContent === "복사했습니다");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), built);
    const [opened] = await Promise.all([page.context().waitForEvent("page"), page.click("#links-open")]);
    await ready(opened);
    assert.deepEqual(await lanes(opened), ["rolling", "canary"]);
    assert.equal(await opened.locator(".panel:visible").count(), 0);
    assert.equal(await look(opened), "dark");
    const { seed, preset } = await written(opened);
    assert.deepEqual([seed, preset], ["77", "good-release"]);
  });
});

test("a changed scenario is in the link, a lesson opens at its step, and who goes back to a situation has a short link", async () => {
  await site.visit({ query: {} }, async (page) => {
    await page.fill("#traffic-rate-rps", "321");
    await page.locator("#traffic-rate-rps").blur();
    await page.waitForFunction(() => location.hash);
    await ready(page);
    const changed = await hashes(page);
    await build(page);
    const built = await link(page, "#s=");
    await page.selectOption("#links-what-choice", "lesson:why-it-hurts");
    await link(page, "lesson=why-it-hurts&step=1");
    assert.equal(await page.locator("#links-seeds input").count(), 0);
    await page.fill("#links-step-number", "3");
    await page.keyboard.press("Tab");
    const lesson = await link(page, "step=3");
    await page.goto("about:blank");
    await page.goto(built);
    await ready(page);
    assert.deepEqual(await hashes(page), changed);
    await page.goto("about:blank");
    await page.goto(lesson);
    await page.waitForSelector("#lesson-step");
    assert.equal(await page.locator(".notice").count(), 0);
  });
});

/** What a reader of QR codes sees in this element, as it is on screen. */
async function decoded(page, element) {
  const picture = (await element.screenshot()).toString("base64");
  await page.evaluate(await packageFile("jsqr"));
  return page.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return globalThis.jsQR(data, image.width, image.height)?.data;
  }, picture);
}

test("the QR code is the link's, in every look, also of a changed scenario", async () => {
  for (const theme of ["light", "dark", "contrast"]) {
    await site.visit({ query: { theme, lanes: "rolling,canary" } }, async (page) => {
      await page.fill("#traffic-rate-rps", "321");
      await page.locator("#traffic-rate-rps").blur();
      await page.waitForFunction(() => location.hash);
      await build(page);
      for (const what of ["", "bad-release"]) {
        await page.selectOption("#links-what-choice", what);
        const built = await link(page, what === "" ? "#s=" : "preset=");
        assert.equal(await decoded(page, page.locator(".link-made > .qr")), built);
      }
    });
  }
});

test("each learner has a link: as a list, as a file, and on paper", async () => {
  const prepare = (page) =>
    page.addInitScript(() => {
      globalThis.print = () => (globalThis.printed = true);
    });
  await site.visit({ query: { preset: "good-release" }, prepare }, async (page) => {
    await build(page);
    await page.check("#links-seeds-each");
    await page.waitForSelector("#links-learners-number");
    await page.fill("#links-learners-number", "24");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => document.querySelectorAll(".learners li").length === 24);
    const links = await page.$$eval(".learners a", (all) => all.map((one) => one.href));
    assert.equal(new Set(links).size, 24);
    assert.equal(links[23], `${site.url}?lang=en&preset=good-release&seed=24`);
    assert.equal(await decoded(page, page.locator(".learners .qr").nth(23)), links[23]);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#links-save-table")]);
    assert.equal(download.suggestedFilename(), "cutover-links.csv");
    const table = (await readFile(await download.path(), "utf8")).trim().split("\n");
    assert.deepEqual(table, ["number,seed,link", ...links.map((link, i) => `${i + 1},${i + 1},"${link}"`)]);
    await page.click("#links-print");
    assert.equal(await page.evaluate(() => globalThis.printed), true);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    assert.equal(pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g).length, 2);
    await page.emulateMedia({ media: "print" });
    const shown = await page.evaluate(() =>
      [".top", ".lanes", ".link-controls", "#links-print", ".learners", ".learners .qr"].filter((selector) =>
        document.querySelector(selector).checkVisibility(),
      ),
    );
    assert.deepEqual(shown, [".learners", ".learners .qr"]);
    // Nothing is above the sheet, however long the list is.
    assert.ok((await page.$eval(".paper-title", (title) => title.getBoundingClientRect().top)) >= 0);
  });
});

test("the form is used by keyboard: what was changed keeps the focus, what comes of it is said, Escape closes", async () => {
  await site.visit({ lang: "ko" }, async (page) => {
    await page.focus("#display");
    await page.keyboard.press("Enter");
    await page.focus("#links");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#links-link");
    await page.focus("#links-seeds-as-is");
    await page.keyboard.press("ArrowDown");
    await link(page, "seed=1");
    const focus = () => page.evaluate(() => document.activeElement.id);
    assert.equal(await focus(), "links-seeds-same");
    await page.keyboard.press("ArrowDown");
    await link(page, "seed=own");
    assert.equal(await focus(), "links-seeds-own");
    const said = await page.textContent("#links-dialog [role=status]");
    assert.match(said, /^링크를 만들었습니다\. \d+자입니다\.$/);
    await page.focus("#links-hide-charts");
    await page.keyboard.press("Space");
    await link(page, "hide=charts");
    assert.equal(await focus(), "links-hide-charts");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#links-dialog:not([open])", { state: "attached" });
  });
});

test("nothing is wider than a phone, and the engine finds nothing serious", async () => {
  const engine = await packageFile("axe-core/axe.min.js");
  for (const lang of LANGUAGES) {
    for (const [scheme, size] of [["light", SIZES[2]], ["dark", SIZES[0]]]) {
      await site.visit({ lang, scheme, size }, async (page) => {
        await build(page);
        for (const seeds of ["own", "each"]) {
          await page.check(`#links-seeds-${seeds}`);
          await page.waitForSelector(seeds === "own" ? "#links-seeds-own:checked" : ".learners");
          const wide = await page.$eval("#links-dialog", (dialog) => dialog.scrollWidth - dialog.clientWidth);
          assert.ok(wide <= 0, `${lang} ${seeds}: ${wide} px too wide`);
          await page.evaluate(engine);
          const found = await page.evaluate(async () => {
            const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
            return violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
          });
          assert.deepEqual(found, []);
        }
      });
    }
  }
});
