// What a person does with the page: plays and scrubs, turns knobs, opens documents and links, with mouse and keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANGUAGES, SIZES, changed, hashes, openExample, openSite, ready } from "./harness.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const MANIFEST = (name, replicas) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: ${name}:1
`;

/** Waits until the lanes have exactly these hashes. */
async function settled(page, expected) {
  await page.waitForFunction(
    (wanted) =>
      document.documentElement.dataset.status === "ready" &&
      [...document.querySelectorAll("[data-lane]")].every(
        (lane) => lane.querySelector("[data-hash]").dataset.hash === wanted[lane.dataset.lane],
      ),
    expected,
  );
}

const clock = (page) => page.textContent("#clock");
const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

/** Hands `text` to the page as a pasted document. */
async function paste(page, text) {
  await page.click("#open");
  await page.fill("#paste", text);
  await page.click("#read");
}

/** Whether anything is painted on the canvas. */
const painted = (page, selector) =>
  page.$eval(selector, (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value !== 0);
  });

test("opens on a comparison that is playing, with every picture drawn", async () => {
  await site.visit({}, async (page) => {
    const first = seconds(await clock(page));
    await page.waitForFunction((from) => {
      const parts = document.querySelector("#clock").textContent.split(":").map(Number);
      return parts[0] * 60 + parts[1] > from + 3;
    }, first);
    for (const strategy of ["recreate", "rolling", "blue-green", "canary"]) {
      for (const part of [".stage-canvas", ".chart:nth-of-type(1) canvas", ".chart:nth-of-type(5) canvas"]) {
        assert.ok(await painted(page, `[data-lane=${strategy}] ${part}`), `${strategy} ${part} is empty`);
      }
    }
  });
});

test("pauses, scrubs and jumps; the texts follow the playhead", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    // The clock tells of the frame in which it stopped.
    await page.waitForFunction(() => document.querySelector("#play").getAttribute("aria-label") === "Play");
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
    const stood = await clock(page);
    await page.waitForTimeout(400);
    assert.equal(await clock(page), stood, "it stands still when paused");
    await page.fill("#time", "10");
    await page.waitForFunction(() => document.querySelector("#clock").textContent === "00:10");
    const early = await page.textContent("[data-lane=recreate] .harmed b");
    await page.click("#to-end");
    await page.waitForFunction(() => document.querySelector("#clock").textContent === "05:00");
    const late = await page.textContent("[data-lane=recreate] .harmed b");
    assert.ok(Number(late.replaceAll(",", "")) > Number(early.replaceAll(",", "")) + 1000, `${early} then ${late}`);
    await page.click(".narrative li:first-child button");
    await page.waitForFunction(() => document.querySelector("#clock").textContent === "01:00");
  });
});

test("hovering a chart shows the values of that moment in every lane", async () => {
  await site.visit({}, async (page) => {
    await page.click("#play");
    await page.click("#to-start");
    const box = await page.locator("[data-lane=recreate] .charts").boundingBox();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 40);
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".cursor")].every((line) => getComputedStyle(line).display !== "none"),
    );
    const times = await page.$$eval(".cursor", (lines) => lines.map((line) => line.dataset.time));
    assert.equal(new Set(times).size, 1, `one moment in all lanes: ${times}`);
    assert.equal(await clock(page), "00:00", "looking does not move the playhead");
    await page.mouse.click(box.x + box.width * 0.5, box.y + 40);
    await page.waitForFunction(() => document.querySelector("#clock").textContent > "01:30");
  });
});

test("a knob simulates again, undo and redo go back and forth", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.fill("#versions-candidate-error-probability", "3");
    const second = await changed(page, first);
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    await page.click("#undo");
    await settled(page, first);
    await page.keyboard.press("Control+Shift+z");
    await settled(page, second);
    await page.click("#reset");
    await settled(page, first);
  });
});

test("a value that is not allowed is named beside its field and changes nothing", async () => {
  for (const lang of LANGUAGES) {
    await site.visit({ lang }, async (page) => {
      const first = await hashes(page);
      await page.fill("#traffic-rate-rps", "-5");
      await page.waitForSelector("#traffic-rate-rps-problem");
      await page.fill("#traffic-rate-rps", "fast");
      await page.waitForSelector("#traffic-rate-rps[aria-invalid=true]");
      // Two fields that contradict each other: allowed alone, not together.
      await page.click(".group:has(#service-p99-ms) > summary");
      await page.fill("#service-p99-ms", "5");
      const text = await page.textContent("#problems");
      assert.match(text, /service\.p99_ms/);
      assert.match(text, lang === "ko" ? /[가-힣]/ : /at least/);
      assert.deepEqual(await hashes(page), first);
    });
  }
});

test("switches the language and the appearance without a reload", async () => {
  await site.visit({ lang: "ko" }, async (page) => {
    await page.evaluate(() => {
      globalThis.here = true;
    });
    const first = await hashes(page);
    await page.click("#lang-en");
    await page.waitForSelector("html[lang=en]");
    assert.equal(await page.textContent("h1"), "The same users, the same fault, different ways to deploy");
    await page.click("#appearance");
    await page.click("#appearance");
    await page.waitForSelector("html[data-look=dark]");
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.equal(ground, "rgb(14, 16, 20)");
    assert.ok(await page.evaluate(() => globalThis.here), "the page was not loaded again");
    assert.deepEqual(await hashes(page), first);
    // The address follows a moment later; what it says is what a reload shows.
    await page.waitForFunction(() => new URLSearchParams(location.search).get("lang") === "en");
    await page.reload();
    await ready(page);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.equal(await page.getAttribute("html", "data-look"), "dark");
  });
});

test("a pasted manifest plays on the lanes", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await paste(page, MANIFEST("shop", 6));
    await changed(page, first);
    assert.equal(await page.inputValue("#fleet-instances"), "6");
    assert.match(await page.textContent("#notes"), /shop/);
    await page.waitForSelector("#open-dialog:not([open])", { state: "attached" });
  });
});

test("the example in the dialog is a manifest that opens", async () => {
  await site.visit({}, async (page) => {
    await openExample(page);
  });
});

test("several Deployments ask which one", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await paste(page, `${MANIFEST("front", 3)}---\n${MANIFEST("back", 4)}`);
    await page.click("#workloads button:has-text('back')");
    await changed(page, first);
    assert.equal(await page.inputValue("#fleet-instances"), "4");
  });
});

test("measured traffic is taken over the scenario on screen", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.click("#open");
    const rows = Array.from({ length: 40 }, (_, i) => `2024-01-01 00:${String(i).padStart(2, "0")}:00,${50 + i}`);
    const buffer = Buffer.from(`timestamp,value\n${rows.join("\n")}\n`);
    await page.setInputFiles("#file", { name: "requests.csv", mimeType: "text/csv", buffer });
    await changed(page, first);
    assert.equal(await page.inputValue("#traffic-shape"), "trace");
  });
});

const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
for (const [one, before_] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"].map((pair) => [...pair])) {
  bomb.push(`${one}: &${one} [${Array(9).fill(`*${before_}`).join(",")}]`);
}
const WRONG = {
  empty: Buffer.alloc(0),
  binary: Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x80]),
  "a YAML bomb": Buffer.from(bomb.join("\n")),
  "negative replicas": Buffer.from(MANIFEST("shop", -3)),
  "unknown fields": Buffer.from("seeed = 1\n[fleet]\ninstanzes = 3\n"),
  "not a number": Buffer.from("horizon_s = nan\n"),
  "a weight above all traffic": Buffer.from("[strategy.canary]\nsteps = [{ weight = 20 }, { weight = 150 }]\n"),
  "a rate of 1e308": Buffer.from("[traffic]\nrate_rps = 1e308\n"),
};
for (const [what, buffer] of Object.entries(WRONG)) {
  test(`a wrong file says so and keeps the scenario: ${what}`, async () => {
    await site.visit({}, async (page) => {
      const first = await hashes(page);
      await page.click("#open");
      await page.setInputFiles("#file", { name: "wrong.yaml", mimeType: "text/plain", buffer });
      await page.waitForSelector("#open-problems li");
      assert.ok((await page.textContent("#open-problems li")).length > 10);
      await page.keyboard.press("Escape");
      assert.equal(await page.getAttribute("html", "data-status"), "ready");
      assert.deepEqual(await hashes(page), first);
    });
  });
}

test("a file dropped anywhere on the page is opened", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "shop.yaml"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, MANIFEST("shop", 5));
    await changed(page, first);
    assert.equal(await page.inputValue("#fleet-instances"), "5");
  });
});

test("a dropped file of fifty megabytes is refused before it is read", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(50 * 1024 * 1024).fill(97)], "huge.yaml"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.waitForSelector("#open-problems li");
    assert.match(await page.textContent("#open-problems li"), /52,?428,?800/);
    assert.deepEqual(await hashes(page), first);
  });
});

test("a run that takes long can be stopped, and what was on screen stays", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    // 900,000 requests a second are hundreds of millions in a run: minutes of work.
    await page.fill("#traffic-rate-rps", "900000");
    await page.click("#stop");
    await settled(page, first);
    assert.equal(await page.inputValue("#traffic-rate-rps"), "240");
    await page.waitForSelector("#stop", { state: "detached" });
  });
});

test("a long run that was asked for during a short one is stopped at what the short one shows", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.evaluate(async () => {
      const field = document.querySelector("#traffic-rate-rps");
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
      for (const rate of ["250", "900000"]) {
        set.call(field, rate);
        for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
    });
    await page.waitForFunction(
      (first) => [...document.querySelectorAll("[data-lane] [data-hash]")].every((code) => !Object.values(first).includes(code.dataset.hash)),
      first,
    );
    const short = await hashes(page);
    assert.equal(await page.getAttribute("html", "data-status"), "running");
    await page.click("#stop");
    await settled(page, short);
    assert.equal(await page.inputValue("#traffic-rate-rps"), "250");
    // What is on screen need not be simulated again.
    await page.fill("#traffic-rate-rps", "900000");
    await page.waitForSelector("#stop");
    await page.keyboard.press("Control+z");
    await settled(page, short);
    await page.waitForSelector("#stop", { state: "detached" });
  });
});

test("a link brings back the same run", async () => {
  let link;
  let expected;
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.click(".group:has(#fleet-instances) > summary");
    await page.fill("#fleet-instances", "7");
    expected = await changed(page, first);
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    link = await page.evaluate(() => location.hash);
  });
  await site.visit({ path: link }, async (page) => assert.deepEqual(await hashes(page), expected));
});

test("a link that is opened while the address changes by itself is not lost", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.fill("#traffic-rate-rps", "200");
    const second = await changed(page, first);
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    const link = await page.evaluate(() => location.hash);
    await page.click("#undo");
    await page.waitForFunction(() => location.hash === "");
    await page.evaluate((link) => {
      location.hash = link;
      // As the page does a moment after each change.
      history.replaceState(null, "", location.pathname);
    }, link);
    await settled(page, second);
  });
});

test("copying the link says that it did, and what is copied opens the same run", async () => {
  await site.visit({ context: { permissions: ["clipboard-read", "clipboard-write"] } }, async (page) => {
    const first = await hashes(page);
    await page.click("#copy-link");
    await page.waitForSelector(".notice");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /#s=2\./);
    await page.goto("about:blank");
    await page.goto(copied);
    await ready(page);
    assert.deepEqual(await hashes(page), first);
  });
});

test("a broken link is told, and the page opens all the same", async () => {
  await site.visit({ path: "#s=1.broken" }, async (page) => {
    await page.waitForSelector(".notice.warning");
    const first = await hashes(page);
    await page.evaluate(() => {
      location.hash = "#s=9.fromthefuture";
    });
    await page.waitForTimeout(300);
    assert.deepEqual(await hashes(page), first);
  });
});

test("works with the keyboard alone", async () => {
  await site.visit({}, async (page) => {
    const playing = () => page.$eval("#play", (button) => button.getAttribute("aria-label"));
    assert.equal(await playing(), "Pause");
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.querySelector("#play").getAttribute("aria-label") === "Play");
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector("#clock").textContent === "01:05");
    await page.keyboard.press("?");
    await page.waitForSelector("#help-dialog[open]");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#help-dialog:not([open])", { state: "attached" });
    // Every control can be reached, and shows that it has the focus.
    const seen = new Set();
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press("Tab");
      seen.add(await page.evaluate(() => document.activeElement.id));
    }
    for (const id of ["open", "copy-link", "lang-ko", "appearance", "preset-bad-release", "play", "time", "traffic-shape"]) {
      assert.ok(seen.has(id), `${id} cannot be reached: ${[...seen]}`);
    }
    await page.focus("#preset-good-release");
    const first = await hashes(page);
    await page.keyboard.press("Enter");
    await changed(page, first);
  });
});

test("whoever wants less motion gets a still picture", async () => {
  await site.visit({ context: { reducedMotion: "reduce" } }, async (page) => {
    assert.equal(await page.getAttribute("#play", "aria-label"), "Play");
    const stood = await clock(page);
    await page.waitForTimeout(500);
    assert.equal(await clock(page), stood);
    assert.notEqual(stood, "00:00", "it stands where the lanes differ");
  });
});

test("on a phone the chosen preset can be seen, however far behind it stands", async () => {
  const inRow = (page, id) =>
    page.locator(`#preset-${id}`).evaluate((chip) => {
      const { left, right } = chip.getBoundingClientRect();
      return left >= 0 && right <= document.documentElement.clientWidth;
    });
  await site.visit({ size: SIZES.at(-1), query: { preset: "fix-forward" } }, async (page) => {
    assert.ok(await inRow(page, "fix-forward"));
    assert.ok(!(await inRow(page, "bad-release")), "the row is longer than the screen");
  });
});

test("the settings are a drawer where there is no room beside the lanes", async () => {
  await site.visit({ size: { width: 390, height: 844 } }, async (page) => {
    assert.ok(!(await page.isVisible("#panel")));
    await page.click("#panel-open");
    await page.waitForSelector("#panel", { state: "visible" });
    await page.keyboard.press("Escape");
    await page.waitForSelector("#panel", { state: "hidden" });
    await page.click("#charts");
    await page.waitForSelector("[data-lane=canary] .charts", { state: "visible" });
    await page.waitForTimeout(300);
    assert.ok(await painted(page, "[data-lane=canary] .chart:nth-of-type(1) canvas"));
  });
});

test("canary steps are edited as a list", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.click(".group:has(#canary-steps) > summary");
    await page.click("#step-add");
    assert.equal(await page.locator("#canary-steps li").count(), 4);
    const weight = page.locator("#canary-steps li:first-child input").first();
    await weight.fill("150");
    await weight.press("Tab");
    // More than all requests.
    await page.waitForSelector("#problems");
    await weight.fill("5");
    await weight.press("Tab");
    await changed(page, first);
  });
});

test("a worker that dies is started again, and the page says so", async () => {
  await site.visit({}, async (page) => {
    const first = await hashes(page);
    await page.workers()[0].evaluate(() => {
      setTimeout(() => {
        throw new Error("the worker dies");
      });
    });
    await page.waitForSelector(".notice.warning");
    await page.fill("#traffic-rate-rps", "200");
    await changed(page, first);
  });
});

test("a scenario that needs more memory than the page allows itself is given up, and the one before is back", async () => {
  await site.visit({ query: { preset: "good-release" } }, async (page) => {
    const before = await page.locator("[data-hash]").first().getAttribute("data-hash");
    await page.click("#open");
    const lanes = ["rolling", "canary", "blue-green", "rolling", "canary", "rolling"].map((kind) => `[[lanes]]\nstrategy = "${kind}"\n`);
    await page.fill("#paste", `fleet.instances = 100_000\ntraffic.rate_rps = 1\nsample_interval_s = 100\n${lanes.join("")}`);
    await page.click("#read");
    await page.locator(".notice", { hasText: "1 GiB" }).waitFor({ timeout: 240_000 });
    await page.waitForSelector("html[data-status=ready]", { state: "attached" });
    await page.waitForFunction((hash) => document.querySelector("[data-hash]").dataset.hash === hash, before);
    assert.equal(await page.locator("[data-lane]").count(), 4);
  });
});
