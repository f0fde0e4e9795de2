// The Lab: finding any setting, changing it, and seeing what that does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, SIZES, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const lab = (options, steps) => site.visit({ ...options, query: { screen: "lab", ...options.query } }, steps);

/** Waits until a run is over that came after `act`. */
async function ran(page, act) {
  const before = await page.textContent(".lab-live table");
  await act();
  await page.waitForFunction(
    (old) =>
      document.documentElement.dataset.status === "ready" && document.querySelector(".lab-live table").textContent !== old,
    before,
  );
}

const labels = (page) => page.$$eval(".lab-fields .field-name label, .lab-fields .entries h4", (all) => all.map((one) => one.textContent));

test("a search finds a setting by its name, meaning or path in either language, and Escape ends it", async () => {
  for (const lang of LANGUAGES) {
    await lab({ lang }, async (page) => {
      await page.keyboard.press("/");
      assert.equal(await page.evaluate(() => document.activeElement.id), "lab-search");
      for (const [query, id] of [
        ["grace period", "fleet-grace-period-s"],
        ["종료 유예", "fleet-grace-period-s"],
        ["rollback.bake_s", "rollback-bake-s"],
        ["power of two", "fleet-policy"],
      ]) {
        await page.fill("#lab-search", query);
        await page.waitForSelector(`#${id}`);
        assert.match(await page.textContent("#lab-count"), lang === "ko" ? /^\d+개$/ : /^\d+ settings?$/);
      }
      await page.fill("#lab-search", "qwertz");
      await page.waitForSelector(".nothing");
      await page.press("#lab-search", "Escape");
      assert.equal(await page.inputValue("#lab-search"), "");
      await page.waitForSelector("#versions-candidate-error-probability");
    });
  }
});

test("a long list of hits is cut, and shown on demand", async () => {
  await lab({}, async (page) => {
    await page.fill("#lab-search", "time");
    const first = (await labels(page)).length;
    await page.click("#lab-more");
    await page.waitForFunction((count) => document.querySelectorAll(".lab-fields .field").length > count, first);
  });
});

test("every group has fields with a name, an explanation and a default, in both languages", async () => {
  for (const lang of LANGUAGES) {
    await lab({ lang }, async (page) => {
      const groups = await page.locator(".lab-groups button").count();
      assert.ok(groups > 20, `${groups} groups`);
      for (let i = 0; i < groups; i++) {
        await page.locator(".lab-groups button").nth(i).click();
        const names = await labels(page);
        assert.ok(names.length > 0 && names.every((name) => name.trim().length > 0), `${i}: ${names}`);
        const hints = await page.$$eval(".lab-fields .hint", (all) => all.map((one) => one.textContent.trim()));
        assert.ok(hints.every((hint) => hint.length > 0), `${i}: ${names}`);
        if (lang === "ko") assert.ok(hints.every((hint) => /[가-힣]|Flagger/.test(hint)), `${i}: ${hints}`);
        else assert.ok(hints.every((hint) => !/[가-힣]/.test(hint)), `${i}: ${hints}`);
      }
    });
  }
});

test("a change shows at once what it does to every lane, and leads back to its default", async () => {
  await lab({ query: { preset: "good-release" } }, async (page) => {
    await ran(page, () => page.fill("#versions-candidate-error-probability", "20"));
    const change = await page.textContent(".lab-live tbody:first-of-type tr:nth-child(2) td:first-child .change");
    assert.match(change, /^[+−][\d,]+$/);
    assert.match(await page.textContent(".lab-live tbody:first-of-type .who .change"), /completed/, "how it ended before");
    await page.click("#lab-changed");
    assert.deepEqual(await labels(page), ["Error probability"]);
    // Changes of a field that follow each other at once are one.
    await page.waitForTimeout(1_000);
    await ran(page, () => page.click(".back"));
    await page.waitForSelector(".nothing");
    assert.equal(await page.locator(".lab-groups .count").count(), 0);
    // What is taken back stands in the field again.
    await page.click("#undo");
    await page.waitForSelector("#versions-candidate-error-probability");
    assert.equal(await page.inputValue("#versions-candidate-error-probability"), "20");
  });
});

test("entries of a list are added, changed, doubled, moved and removed", async () => {
  await lab({ query: { preset: "good-release" } }, async (page) => {
    const moments = () => page.$$eval("[id^=faults-crashes-][id$=-at-s]", (all) => all.map((one) => Number(one.value)));
    const are = (wanted) =>
      page.waitForFunction(
        (want) => {
          const all = [...document.querySelectorAll("[id^=faults-crashes-][id$=-at-s]")];
          return JSON.stringify(all.map((one) => Number(one.value))) === want;
        },
        JSON.stringify(wanted),
      );
    const crashes = page.locator(".entries:has(#faults-crashes)");
    const act = (entry, name) => crashes.locator(".entry").nth(entry).getByRole("button", { name }).click();
    await page.locator(".lab-groups button", { hasText: "Faults" }).click();
    await crashes.getByRole("button", { name: "Crashes: Add" }).click();
    await are([120]);
    await crashes.getByRole("button", { name: "Crashes: Add" }).click();
    await are([120, 180]);
    await page.fill("#faults-crashes-1-at-s", "90");
    await act(1, /Move up/);
    await are([90, 120]);
    await act(0, /Duplicate/);
    await are([90, 90, 120]);
    // Presses that follow each other at once are one change.
    await page.waitForTimeout(1_000);
    await act(2, /Remove/);
    await are([90, 90]);
    await page.click("#undo");
    await are([90, 90, 120]);
    assert.deepEqual(await moments(), [90, 90, 120]);
    // It is part of the link.
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    await page.reload();
    await ready(page);
    await page.locator(".lab-groups button", { hasText: "Faults" }).click();
    await are([90, 90, 120]);
  });
});

test("what is not allowed is named beside its field, and nothing is lost", async () => {
  await lab({}, async (page) => {
    await page.locator(".lab-groups button", { hasText: "Service time" }).click();
    await page.fill("#service-p99-ms", "5");
    await page.waitForSelector("#service-p99-ms-problem");
    assert.match(await page.textContent("#problems"), /service\.p99_ms/);
    await page.fill("#service-p99-ms", "200");
    await page.waitForSelector("#problems", { state: "detached" });
    // A choice that needs something else first goes back to what holds.
    await page.locator(".lab-groups button", { hasText: "Traffic" }).click();
    await page.selectOption("#traffic-shape", "trace");
    await page.waitForSelector("#traffic-trace-counts-problem");
    assert.equal(await page.inputValue("#traffic-shape"), "constant");
    await page.fill("#traffic-trace-counts", "3, x");
    await page.waitForSelector("#traffic-trace-counts[aria-invalid=true]");
    await page.fill("#traffic-trace-counts", "3, 1, 2");
    await page.selectOption("#traffic-shape", "trace");
    await page.waitForFunction(() => document.querySelector("#traffic-shape").value === "trace");
    assert.equal(await page.inputValue("#traffic-trace-counts"), "3, 1, 2");
  });
});

test("texts are taken when the field is left", async () => {
  await lab({}, async (page) => {
    await page.locator(".lab-groups button", { hasText: "Run" }).click();
    await page.fill("#name", 'Release "42"');
    await page.press("#name", "Tab");
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    await page.click("#go-compare");
    assert.match(await page.textContent("#about"), /Release "42"/);
  });
});

test("each field leads to where it shows on the comparison", async () => {
  await lab({}, async (page) => {
    const places = new Set();
    const groups = await page.locator(".lab-groups button").count();
    for (let i = 0; i < groups; i++) {
      await page.locator(".lab-groups button").nth(i).click();
      const names = await page.$$eval(".jump", (all) => all.map((one) => one.textContent.trim()));
      for (const name of names.filter((one) => !places.has(one))) {
        places.add(name);
        await page.locator(".jump", { hasText: name }).first().click();
        await page.waitForSelector("html[data-screen=compare]", { state: "attached" });
        await page.waitForSelector("[data-shown]");
        const seen = await page.$eval("[data-shown]", (place) => {
          const { top, bottom } = place.getBoundingClientRect();
          return place === document.activeElement && bottom > 0 && top < innerHeight;
        });
        assert.ok(seen, `${name} is not in view with the focus`);
        await page.click("#go-lab");
        await page.waitForSelector(".lab");
        await page.locator(".lab-groups button").nth(i).click();
      }
    }
    assert.ok(places.size >= 9, [...places].join());
  });
});

test("on a phone the groups are a list to choose from, and nothing scrolls sideways", async () => {
  await lab({ size: SIZES.at(-1), lang: "ko" }, async (page) => {
    assert.ok(!(await page.isVisible(".lab-groups")));
    const options = await page.locator(".lab-group option").count();
    for (let i = 0; i < options; i++) {
      await page.locator(".lab-group").selectOption(String(i));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, `group ${i}`);
    }
  });
});
