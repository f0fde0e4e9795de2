// node tests/tools/serve.mjs FOLDER [--port N] [--no-open]: serves FOLDER until Ctrl-C.
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "./server.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string", default: "8080" }, "no-open": { type: "boolean", default: false } },
});

/** The program that opens an address in the user's browser, where there is a desktop to open it on. */
function opener(env) {
  const desktop = process.platform === "darwin" || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!desktop || env.CI) return undefined;
  const name = process.platform === "darwin" ? "open" : "xdg-open";
  return (env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`serve: --port takes a whole number from 0 to 65535, not "${values.port}"`);
  process.exit(2);
}

const { url, close } = await serve(positionals[0] ?? "dist", port).catch((error) => {
  console.error(`serve: ${error.message}`);
  process.exit(1);
});
console.log(`Cutover is at ${url}  (Ctrl-C stops it)`);

const open = values["no-open"] ? undefined : opener(process.env);
if (open) {
  // A browser that does not start is no reason to stop serving.
  spawn(open, [url], { stdio: "ignore", detached: true }).on("error", () => {}).unref();
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => close().then(() => process.exit(0)));
}
