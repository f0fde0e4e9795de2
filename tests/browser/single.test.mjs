// The page as one file, opened from disk: all of it is there, it asks for nothing, and the same scenario gives the same bytes.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { LANGUAGES, SINGLE, hashes, openExample, openSite, ready } from "./harness.mjs";
import { takeLesson } from "./lesson.mjs";
import { nativeHashes, presets } from "./native.mjs";

const BYTES_MAX = 5_000_000;

let site;
before(async () => {
  site = await openSite(SINGLE);
});
after(() => site?.close());

/** Before the page opens: keeps every address that is asked for in `asked`, and what the policy forbids in `violations`. */
const observed = (asked) => async (page) => {
  page.on("request", (request) => asked.push(request.url()));
  page.on("websocket", (socket) => asked.push(socket.url()));
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      globalThis.violations.push(`${event.effectiveDirective}: ${event.blockedURI}`),
    );
  });
};
/** What of this is neither the file itself nor in it. */
const outside = (asked) => asked.filter((address) => !/^(blob|data):/.test(address) && address.split(/[?#]/)[0] !== site.url);

test("it is not too large to hand on", () => {
  assert.ok(statSync(SINGLE).size <= BYTES_MAX);
});

for (const lang of LANGUAGES) {
  test(`from disk it simulates, reads a manifest and writes one, and asks for nothing, in ${lang}`, async () => {
    const asked = [];
    await site.visit({ lang, prepare: observed(asked) }, async (page) => {
      assert.equal(await page.evaluate(() => location.protocol), "file:");
      assert.equal(await page.getAttribute("html", "lang"), lang);
      assert.deepEqual(await hashes(page), nativeHashes(presets[0]));
      const fonts = () => [...document.fonts].map(({ family, status }) => `${family.replaceAll('"', "")}: ${status}`);
      await page.waitForFunction(() => document.fonts.status === "loaded");
      assert.ok((await page.evaluate(fonts)).includes("Cutover Sans: loaded"));
      await openExample(page);
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#take-manifest-rolling")]);
      assert.equal(await download.failure(), null);
      assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
    });
    assert.ok(asked.length >= 3, "the file, the simulation's worker and the reader's have been seen");
    assert.deepEqual(outside(asked), []);
  });
}

test("a lesson is taken from disk, from start to finish by keyboard", async () => {
  const asked = [];
  await site.visit({ lang: "ko", prepare: observed(asked) }, async (page) => {
    await takeLesson(page, "why-it-hurts");
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  });
  assert.deepEqual(outside(asked), []);
});

test("its address follows what is on screen, and opens the same again", async () => {
  let address, shown;
  await site.visit({ query: { screen: "lab" } }, async (page) => {
    await page.waitForSelector("html[data-screen=lab]", { state: "attached" });
    await page.click("#go-compare");
    await openExample(page);
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    shown = await hashes(page);
    address = new URL(await page.evaluate(() => location.href));
    await page.reload();
    await ready(page);
    assert.deepEqual(await hashes(page), shown, "reloaded");
  });
  await site.visit({ query: Object.fromEntries(address.searchParams), path: address.hash }, async (page) => {
    assert.deepEqual(await hashes(page), shown, "opened anew");
  });
});

test("a reader that cannot begin is told of", async () => {
  await site.visit({ expected: /decode|compressed|magic word/i }, async (page) => {
    await page.evaluate(() => {
      document.querySelector("#reader-wasm").textContent = btoa("nothing");
    });
    await page.click("#open");
    await page.fill("#paste", "seed = 5\n");
    await page.click("#read");
    await page.waitForSelector("#no-reader");
  });
});

test("a link to hand on leads to the file", async () => {
  await site.visit({ query: { embed: "" } }, async (page) => {
    const link = await page.getAttribute("#open-in-cutover", "href");
    assert.ok(link.startsWith(`${site.url}?lang=en#s=`), link);
  });
});

test("nothing else runs in it, and it can send nothing", async () => {
  const expected = /Content Security Policy|Refused|violates/i;
  await site.visit({ prepare: observed([]), expected }, async (page) => {
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
    assert.match(policy, /default-src 'none'.*connect-src 'none'/);
    assert.doesNotMatch(policy.replace("style-src-attr 'unsafe-inline'", ""), /unsafe-inline|'unsafe-eval'|'self'|https?:|\*/);
    const ran = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "globalThis.injected = true";
      document.head.append(script);
      const sent = await fetch("https://example.org/", { mode: "no-cors" }).then(
        () => true,
        () => false,
      );
      return { injected: globalThis.injected ?? false, sent };
    });
    assert.deepEqual(ran, { injected: false, sent: false });
    const directives = (await page.evaluate(() => globalThis.violations)).map((line) => line.split(":")[0]);
    assert.deepEqual([...new Set(directives)].sort(), ["connect-src", "script-src-elem"]);
  });
});
