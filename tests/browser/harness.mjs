// What every browser test starts from: the built page served on a free port, and a real browser that reports trouble.
import assert from "node:assert/strict";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../tools/server.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The languages, colour schemes and sizes that everything must work in. */
export const LANGUAGES = ["ko", "en"];
export const SCHEMES = ["light", "dark"];
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
/** How long the slowest single thing may take, in milliseconds: a cold start on a busy two-core machine. */
export const PATIENCE_MS = 60_000;

const CHROMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser on this machine: what the environment's `variable` says, or the first of `names` on PATH. */
export function browserProgram(variable, names) {
  if (process.env[variable]) return process.env[variable];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error(`no browser found (looked for ${names.join(", ")}); name one in ${variable}`);
}

/** Everything that goes wrong in `page`, as one line each. */
export function watch(page) {
  const trouble = [];
  page.on("console", (message) => message.type() === "error" && trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`uncaught: ${error.stack ?? error}`));
  page.on("requestfailed", (request) => {
    // A page that is left while it loads gives up its own requests.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") trouble.push(`request failed: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()}: ${response.url()}`);
  });
  return trouble;
}

/** Waits until the comparison that is asked for has been simulated and its figures stand on the page. */
export async function ready(page) {
  await page.waitForSelector("html[data-status=ready], html[data-status=error]", {
    state: "attached",
    timeout: PATIENCE_MS,
  });
  assert.equal(await page.getAttribute("html", "data-status"), "ready", "the page reports an error");
}

/** In the page: the recording's hash of each lane, by the lane's id. */
export const laneHashes = () =>
  Object.fromEntries(
    [...document.querySelectorAll("[data-lane]")].map((lane) => [
      lane.dataset.lane,
      lane.querySelector("[data-hash]")?.dataset.hash ?? "none",
    ]),
  );

/** The recording's hash of each lane on the page, by the lane's id. */
export async function hashes(page) {
  return page.evaluate(laneHashes);
}

/** Waits until the lanes on the page have other hashes than `before`, and are all there; returns them. */
export async function changed(page, before) {
  await page.waitForFunction(
    (old) => {
      const found = [...document.querySelectorAll("[data-lane] [data-hash]")].map((code) => code.dataset.hash);
      const differs = found.some((hash) => !Object.values(old).includes(hash));
      return differs && document.documentElement.dataset.status === "ready";
    },
    before,
  );
  return hashes(page);
}

/** Opens the manifest that the dialog has as an example: it has eight replicas. */
export async function openExample(page) {
  const first = await hashes(page);
  await page.click("#open");
  await page.click("#example");
  await page.click("#read");
  await changed(page, first);
  assert.equal(await page.inputValue("#fleet-instances"), "8");
}

/** What the benchmark's page has measured. */
export async function figures(page) {
  return JSON.parse(await page.locator("#figures").textContent());
}

/** The page as `./dev build` leaves it, and as one file. */
export const DIST = join(ROOT, "dist");
export const SINGLE = join(DIST, "cutover.html");

/** Serves `dist/`, each file with these headers too. */
export async function serveSite(headers = {}) {
  return serve(DIST, 0, headers).catch((error) => {
    throw new Error("the page is not built: ./dev build", { cause: error });
  });
}

/** The page as the file `single`, in the place of a server. */
export function openFile(single) {
  if (!existsSync(single)) throw new Error("the single file is not built: ./dev build --single-file");
  return { url: pathToFileURL(single).href, close: async () => {} };
}

/** Starts Chromium. */
export async function openBrowser() {
  return chromium.launch({
    executablePath: browserProgram("CHROME", CHROMES),
    chromiumSandbox: process.getuid?.() !== 0,
    args: FLAGS,
  });
}

/**
 * Serves `dist/`, or opens the page as the file `single`, and starts a browser: call `close` when the tests are done.
 * @returns {Promise<{url: string, visit: Function, close: () => Promise<void>}>}
 */
export async function openSite(single) {
  const server = single ? openFile(single) : await serveSite();
  const browser = await openBrowser().catch(async (error) => {
    await server.close();
    throw error;
  });

  /**
   * Opens the page in a visit of its own, lets `steps(page)` use it, and fails on any trouble the page had.
   * `query` holds what the address says besides the language, `path` what follows it (a `#...` link), `prepare(page)` is called
   * before the page is opened, and trouble that matches `expected` is no trouble.
   */
  async function visit(options, steps) {
    const { lang = "en", scheme = "light", size = SIZES[0], query = {}, path = "", wait = true } = options;
    const context = await browser.newContext({
      viewport: size,
      colorScheme: scheme,
      locale: lang === "ko" ? "ko-KR" : "en-US",
      // It would answer in place of the routes that tests make; offline.test.mjs is about it.
      serviceWorkers: "block",
      ...options.context,
    });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const trouble = watch(page);
      await options.prepare?.(page);
      await page.goto(`${server.url}?${new URLSearchParams({ lang, ...query })}${path}`);
      if (wait) {
        await ready(page).catch((error) => {
          throw new Error([error.message, ...trouble].join("\n"));
        });
      }
      await steps(page);
      const unexpected = trouble.filter((line) => !options.expected?.test(line));
      assert.deepEqual(unexpected, [], "the page had trouble");
    } finally {
      await context.close();
    }
  }

  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { url: server.url, visit, close };
}
