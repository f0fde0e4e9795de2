// The Content-Security-Policy: nothing that a person does runs into it, nothing foreign runs, and nothing is sent anywhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** Before the page opens: keeps what the policy forbids in `violations`, and every address that is asked for in `asked`. */
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

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  assert.equal(await download.failure(), null, button);
}

test("a whole journey stays within the policy and on this origin", async () => {
  const asked = [];
  await site.visit({ prepare: observed(asked) }, async (page) => {
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy.replace("style-src-attr 'unsafe-inline'", ""), /unsafe-inline|'unsafe-eval'|https?:|\*/);
    await page.click("#play");
    for (const screen of ["intro", "lab", "compare"]) {
      await page.click(`#go-${screen}`);
      await page.waitForSelector(`html[data-screen=${screen}]`, { state: "attached" });
      await ready(page);
    }
    await page.click("#open");
    await page.fill("#paste", "seed = 5\n");
    await page.click("#read");
    await page.waitForSelector("#open-dialog:not([open])", { state: "attached" });
    await ready(page);
    for (const file of ["figures", "runs", "scenario", "png", "svg", "manifest-rolling"]) await saved(page, `#take-${file}`);
    await page.reload();
    await ready(page);
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  });
  assert.ok(asked.some((address) => address.includes("reader")), "the reader was loaded");
  const foreign = asked.filter((address) => !address.startsWith(site.url) && !/^(data|blob):/.test(address));
  assert.deepEqual(foreign, []);
});

test("what somebody else puts into the page does not run, and nothing can be sent", async () => {
  await site.visit({ prepare: observed([]), expected: /Content Security Policy|Refused|violates/i }, async (page) => {
    const ran = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "globalThis.injected = true";
      document.head.append(script);
      const image = document.createElement("img");
      image.setAttribute("onerror", "globalThis.injected = true");
      image.src = "data:,";
      document.body.append(image);
      await new Promise((done) => setTimeout(done, 200));
      const sent = await fetch("https://example.org/", { mode: "no-cors" }).then(
        () => true,
        () => false,
      );
      return { injected: globalThis.injected ?? false, sent };
    });
    assert.deepEqual(ran, { injected: false, sent: false });
    const violations = await page.evaluate(() => globalThis.violations);
    assert.deepEqual([...new Set(violations.map((line) => line.split(":")[0]))].sort(), [
      "connect-src",
      "script-src-attr",
      "script-src-elem",
    ]);
  });
});
