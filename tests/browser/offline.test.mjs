// Who has visited the page once can do without a network, a new build is seen at the next visit, and no two are mixed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { serve } from "../tools/server.mjs";
import { DIST, PATIENCE_MS, ROOT, hashes, openBrowser, openExample, ready, watch } from "./harness.mjs";
import { takeLesson } from "./lesson.mjs";
import { nativeHashes, presets } from "./native.mjs";

// The site stands in a folder of the server; what is beside it, `outside`, is no page of its service worker.
let browser, root, folder, server, site, context, outside;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "cutover-offline-"));
  folder = join(root, "site");
  cpSync(DIST, folder, { recursive: true });
  writeFileSync(join(root, "outside.html"), '<!doctype html><title>Outside</title>');
  server = await serve(root);
  site = `${server.url}site/`;
  context = await browser.newContext({ locale: "en-US" });
  outside = await context.newPage();
  await outside.goto(`${server.url}outside.html`);
});
afterEach(async () => {
  await context.close();
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

/** Opens the page in a tab of its own; `prepare(page)` is called before. */
async function visit({ path = "?lang=en", prepare } = {}) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const trouble = watch(page);
  await prepare?.(page);
  await page.goto(`${site}${path}`);
  await ready(page);
  return { page, trouble };
}

/** Before the page opens: notes in `copies` when the making of a copy begins, as the page's status, and what becomes of it. */
const noted = (page) =>
  page.addInitScript(() => {
    const container = navigator.serviceWorker;
    const register = container.register.bind(container);
    globalThis.copies = [];
    container.register = async (...words) => {
      globalThis.copies.push(document.documentElement.dataset.status);
      const made = await register(...words);
      made.installing?.addEventListener("statechange", ({ target }) => globalThis.copies.push(target.state));
      return made;
    };
  });

/** Waits until there is a copy of the page and `page` is answered from it. */
const copied = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

/** Waits until `f(site)`, asked outside of the site, comes to something. */
async function until(what, f) {
  for (const end = Date.now() + PATIENCE_MS; !(await outside.evaluate(f, site)); await outside.waitForTimeout(50)) {
    assert.ok(Date.now() < end, what);
  }
}

/** Outside: whether there is a copy of a newer build, for when nobody has an older page open. */
const isCopiedAnew = async (site) => Boolean((await navigator.serviceWorker.getRegistration(site)).waiting);
/** Outside: whether it has taken over and the older copy is gone. */
const isTakenOver = async (site) => {
  const { waiting, active } = await navigator.serviceWorker.getRegistration(site);
  return !waiting && active.state === "activated" && (await caches.keys()).length === 1;
};

/** In the page: what it was made of, besides the font. */
const programs = () =>
  performance
    .getEntriesByType("resource")
    .map(({ name }) => new URL(name).pathname)
    .filter((name) => /\.(js|wasm|css)$/.test(name));

const NAMED_BY_BUILD = /^(?:app|page|reader|reader_loader|worker_loader)-([0-9a-f]+)(?:_bg)?\./;

/** Puts another build in the place of the one that is served: its files have other names, which end with a 0 more. */
function rebuild() {
  const names = readdirSync(folder).filter((name) => NAMED_BY_BUILD.test(name));
  const sums = [...new Set(names.map((name) => NAMED_BY_BUILD.exec(name)[1]))];
  assert.equal(sums.length, 4, "page, its styles, reader and loaders");
  const renamed = (text) => sums.reduce((all, sum) => all.replaceAll(sum, `${sum}0`), text);
  for (const name of [...names, "index.html"]) {
    const file = join(folder, name);
    if (!name.endsWith(".wasm")) writeFileSync(file, renamed(readFileSync(file, "utf8")));
    renameSync(file, join(folder, renamed(name)));
  }
  const tool = (name, ...words) => execFileSync(process.execPath, [join(ROOT, "tests", "tools", name), ...words]);
  tool("policy.mjs", join(folder, "index.html"));
  tool("offline.mjs", folder);
}
const isRebuilt = (name) => /0(_bg)?\.\w+$/.test(name);

test("after a visit the page does without a network: it opens, simulates and reads manifests", async () => {
  const { page, trouble } = await visit({ prepare: noted });
  await copied(page);
  assert.equal((await page.evaluate(() => globalThis.copies))[0], "ready", "the first run goes first");
  await server.close();
  await assert.rejects(fetch(site), "the server is gone");
  // Before anything of the reader has been asked for.
  await openExample(page);
  const shown = await hashes(page);
  await page.waitForFunction(() => location.hash.startsWith("#s="));
  await page.reload();
  await ready(page);
  assert.deepEqual(await hashes(page), shown);
  assert.deepEqual(trouble, []);
  await page.close();

  for (const path of ["", "?lang=ko", "index.html"]) {
    const another = await visit({ path });
    assert.deepEqual(await hashes(another.page), nativeHashes(presets[0]), path);
    await another.page.waitForFunction(() => document.fonts.status === "loaded");
    assert.ok(await another.page.evaluate(() => [...document.fonts].some(({ status }) => status === "loaded")));
    await openExample(another.page);
    assert.deepEqual(another.trouble, []);
    await another.page.close();
  }
});

test("a lesson is taken without a network, in a page that has never been there", async () => {
  const first = await visit({ path: "?lang=ko" });
  await copied(first.page);
  await first.page.close();
  await server.close();
  const { page, trouble } = await visit({ path: "?lang=ko" });
  await takeLesson(page, "why-it-hurts");
  assert.deepEqual(trouble, []);
});

test("a new build is seen at the next visit, and no page is made of two", async () => {
  const old = await visit();
  await copied(old.page);
  rebuild();

  const next = await visit();
  await openExample(next.page);
  const made = await next.page.evaluate(programs);
  assert.ok(made.length >= 3 && made.every(isRebuilt), made.join(" "));
  // Half a minute after the visit: the browser lets the older service worker rest first, as long as it is observed like here.
  await until("the new build is copied", isCopiedAnew);
  // The older page is still open: what it needs is gone from the server, and kept.
  await old.page.bringToFront();
  await openExample(old.page);
  assert.deepEqual([...old.trouble, ...next.trouble], []);
  await old.page.close();
  await next.page.close();
  await until("the old copy goes", isTakenOver);

  const last = await visit();
  await copied(last.page);
  await server.close();
  await last.page.reload();
  await ready(last.page);
  await openExample(last.page);
  const kept = await last.page.evaluate(programs);
  assert.ok(kept.length >= 3 && kept.every(isRebuilt), kept.join(" "));
  assert.deepEqual(last.trouble, []);
});

test("while a site is changed no copy is made", async () => {
  const [reader] = readdirSync(folder).filter((name) => /^reader-.*\.js$/.test(name));
  appendFileSync(join(folder, reader), "\n// Of another build.\n");
  const { page } = await visit({ prepare: noted });
  await page.waitForFunction(() => globalThis.copies.length >= 2);
  assert.deepEqual(await page.evaluate(() => globalThis.copies), ["ready", "redundant"]);
  assert.deepEqual(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await server.close();
  await assert.rejects(page.reload());
});

test("a frame in another page makes no copy", async () => {
  await noted(outside);
  await outside.reload();
  await outside.setContent('<iframe src="site/?lang=en&embed" width="900" height="600"></iframe>');
  const frame = outside.frames()[1];
  await frame.waitForSelector("html[data-status=ready]", { state: "attached", timeout: PATIENCE_MS });
  assert.deepEqual(await frame.evaluate(() => globalThis.copies), []);
});
