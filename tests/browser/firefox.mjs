// Firefox as the system installs it, told what to do over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/). Playwright
// needs a Firefox of its own make, which is no Debian package.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import WebSocket from "ws";
import { PATIENCE_MS, browserProgram, openFile, serveSite } from "./harness.mjs";

/** `promise`, or an error that names `what` when it takes too long. */
function soon(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Firefox: ${what} takes longer than ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Starts Firefox in the profile `profile`; resolves to its process and the address at which it listens. */
async function start(profile) {
  const program = browserProgram("FIREFOX", ["firefox-esr", "firefox"]);
  const words = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  const said = [];
  const address = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error([`${program} ended (${code})`, ...said].join("\n"))));
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  return { child, address: await soon("the start", address).catch((error) => end(child).then(() => Promise.reject(error))) };
}

/** Waits until the process is gone, and ends it if it stays. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  await soon("the end", gone).catch(() => child.kill("SIGKILL"));
  await gone;
}

/** Speaks BiDi with the browser at `address`: `send` asks and waits for the answer, `hear` gets all events. */
async function connect(address, hear) {
  const socket = new WebSocket(`${address}/session`);
  await soon("the connection", once(socket, "open"));
  const waiting = new Map();
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    if (message.type === "event") return hear(message);
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    return message.type === "success" ? resolve(message.result) : reject(new Error(`${message.error}: ${message.message}`));
  });
  let last = 0;
  const send = (method, params = {}) => {
    const answer = new Promise((resolve, reject) => waiting.set(++last, { resolve, reject }));
    socket.send(JSON.stringify({ id: last, method, params }));
    return soon(method, answer);
  };
  return { send, close: () => socket.close() };
}

/** What is wrong in an event, in one line, if anything is. */
function troubleIn({ method, params }) {
  if (method === "log.entryAdded" && params.level === "error") return `${params.type}: ${params.text}`;
  if (method === "network.fetchError") return `request failed: ${params.request.url}: ${params.errorText}`;
  const status = method === "network.responseCompleted" ? params.response.status : 0;
  return status >= 400 ? `${status}: ${params.request.url}` : undefined;
}

/**
 * Serves the page, or has it as the file `single`, and opens it in a Firefox of its own; `steps(evaluate)` may then use it, where `evaluate(f)` calls `f`
 * in the page. Fails on any trouble the page had.
 */
export async function visitInFirefox(query, steps, single) {
  const server = single ? openFile(single) : await serveSite();
  const profile = await mkdtemp(join(tmpdir(), "cutover-firefox-"));
  try {
    const { child, address } = await start(profile);
    const trouble = [];
    const note = (event) => trouble.push(...[troubleIn(event)].filter(Boolean));
    try {
      const browser = await connect(address, note);
      await browser.send("session.new", { capabilities: {} });
      await browser.send("session.subscribe", {
        events: ["log.entryAdded", "network.fetchError", "network.responseCompleted"],
      });
      const { context } = await browser.send("browsingContext.create", { type: "tab" });
      const url = `${server.url}?${new URLSearchParams({ lang: "en", ...query })}`;
      await browser.send("browsingContext.navigate", { context, url, wait: "complete" });
      await steps(async (f) => {
        const functionDeclaration = `async () => JSON.stringify(await (${f})())`;
        const call = { functionDeclaration, target: { context }, awaitPromise: true };
        const { type, result, exceptionDetails } = await browser.send("script.callFunction", call);
        assert.equal(type, "success", [exceptionDetails?.text, ...trouble].join("\n"));
        return result.type === "undefined" ? undefined : JSON.parse(result.value);
      });
      assert.deepEqual(trouble, [], "the page had trouble");
      await browser.send("browser.close");
      browser.close();
    } catch (error) {
      child.kill();
      throw error;
    } finally {
      await end(child);
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    await server.close();
  }
}
