// Serves one folder of static files on this machine alone. `./dev serve` and the browser tests use it.
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";

const HOST = "127.0.0.1";
/** How many ports after a taken one are tried. */
const PORTS_TRIED = 100;

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** The file of `root` that `url` names, or undefined: nothing outside of `root`, by whatever way, is ever named. */
async function fileFor(root, url) {
  try {
    const path = decodeURIComponent(new URL(url, "http://host").pathname);
    const file = await realpath(join(root, path.endsWith("/") ? `${path}index.html` : path));
    const inside = file.startsWith(root + sep);
    return inside && (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

async function answer(root, more, request, response) {
  const plain = (status, text, headers = {}) =>
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers }).end(`${text}\n`);

  if (request.method !== "GET" && request.method !== "HEAD") {
    return plain(405, "only GET and HEAD", { allow: "GET, HEAD" });
  }
  const file = await fileFor(root, request.url);
  if (!file) {
    return plain(404, "no such file");
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": (await stat(file)).size,
    // A rebuilt page must be seen at the next load.
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    ...more,
  });
  if (request.method === "HEAD") {
    return response.end();
  }
  // A file that goes away while it is sent ends this answer, not the server.
  return createReadStream(file).on("error", () => response.destroy()).pipe(response);
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * Starts serving `folder` at `port`, or at the next free one (0: any free one), each file with `more` headers.
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serve(folder, port = 0, more = {}) {
  const root = await realpath(folder);
  const server = createServer((request, response) => {
    answer(root, more, request, response).catch(() => response.destroy());
  });
  const last = port === 0 ? 0 : Math.min(port + PORTS_TRIED, 65535);
  for (let next = port; ; next += 1) {
    try {
      await listen(server, next);
      break;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || next >= last) throw error;
    }
  }
  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${HOST}:${server.address().port}/`, close };
}
