// The service worker: who has visited the page once can do without a network. The build writes before this what it consists of: `build`
// has its name and its files with their hashes (tests/tools/offline.mjs).
//
// A build's files are kept together or not at all, and all but two of them have names that no other build has: those come from what is
// kept. The page itself comes from the network whenever there is one, so that a new build is seen at the next visit; so does the font.
const MINE = `cutover ${registration.scope} `;
const KEPT = MINE + build.name;
const NAMED_BY_BUILD = /-[0-9a-f]{5,}(_bg)?\.\w+$/;

/** Keeps all files of the build; one with another hash, as while a site is changed, fails all. */
async function keep() {
  const requests = Object.entries(build.files).map(([name, integrity]) => new Request(name, { integrity, cache: "no-cache" }));
  await (await caches.open(KEPT)).addAll(requests);
}

/** Nobody has a page of an older build open any more. The first build takes the page over that is open. */
async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith(MINE) && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

/** What the list calls the file that `url` asks for; the page, whatever it is asked. */
function nameOf(url) {
  const [address] = url.split(/[?#]/);
  const name = address.startsWith(registration.scope) ? address.slice(registration.scope.length) : address;
  return name === "" || name === "index.html" ? "./" : name;
}

async function answer(request, name) {
  const kept = async () => (await caches.open(KEPT)).match(name);
  if (NAMED_BY_BUILD.test(name)) return (await kept()) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept();
    if (!found) throw error;
    return found;
  }
}

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const name = nameOf(request.url);
  // All else, as what another build consists of, is no affair of ours.
  if (request.method === "GET" && Object.hasOwn(build.files, name)) event.respondWith(answer(request, name));
});
