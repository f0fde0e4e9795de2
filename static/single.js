// The page as one file: what begins it, in place of the scripts that fetch. Each program stands in the page as two elements, the script
// that goes with it and its WebAssembly, compressed (tests/tools/single-file.mjs). A file from disk may fetch nothing, but it may make
// workers of texts that it has: classic ones, as Chromium refuses it modules.
const held = (id) => document.getElementById(id).textContent;

/** The compressed WebAssembly of a program. */
function packed(name) {
  const text = atob(held(`${name}-wasm`));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return new Blob([bytes]);
}

/** What comes of it, as if it came from the network. */
const unpacked = (blob) =>
  new Response(blob.stream().pipeThrough(new DecompressionStream("gzip")), { headers: { "content-type": "application/wasm" } });

globalThis.program = unpacked(packed("app"));

/** Before a program's script in a worker: what it runs is the first thing that it is told. */
const told = `const unpacked = ${unpacked};
const program = new Promise((come) => {
  addEventListener("message", ({ data }) => come(data instanceof Blob ? unpacked(data) : data), { once: true });
});
`;
const scripts = {};

/** The simulation's worker runs the page's own program, which the page hands over; others bring theirs. */
globalThis.beginWorker = (name) => {
  const own = name !== "worker";
  scripts[name] ??= URL.createObjectURL(new Blob([told, held(`${own ? name : "app"}-script`)], { type: "text/javascript" }));
  const worker = new Worker(scripts[name]);
  if (own) worker.postMessage(packed(name));
  return worker;
};
globalThis.firstWorker = beginWorker("worker");
firstWorker.onerror = () => (globalThis.firstWorker = undefined);
