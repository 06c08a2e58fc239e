// A sheet with no signal: answers for the sheet's own address and the styles and scripts it uses, nothing else.
// Which copy is kept, and until when, is written by sheet.js; without that nothing is served or kept.
const SHEET = new URL(self.registration.scope).pathname; // the address it was registered for
const LEFT = `${SHEET}left/`;
const NAME = `openprobation-sheet:${SHEET}`;
const PATIENCE = 4000; // milliseconds for the network before the kept copy is shown

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if ([SHEET, LEFT].includes(url.pathname)) event.respondWith(page(request, url.pathname));
  } else if (!url.pathname.startsWith(SHEET)) {
    event.respondWith(still(request));
  }
});

/** What sheet.js wrote of the kept copy, or nothing. Makes no store where there is none. */
async function kept() {
  const stores = await indexedDB.databases();
  if (!stores.some((store) => store.name === NAME)) return undefined;
  return new Promise((resolve) => {
    const opening = indexedDB.open(NAME);
    opening.onerror = () => resolve(undefined);
    opening.onsuccess = () => {
      const store = opening.result;
      store.onversionchange = () => store.close();
      const asking = store.transaction("kept").objectStore("kept").get("sheet");
      asking.onsuccess = () => (store.close(), resolve(asking.result));
      asking.onerror = () => (store.close(), resolve(undefined));
    };
  });
}

/** A style or script: fresh, or as it was kept. */
async function still(request) {
  const copy = await caches.match(request, { cacheName: NAME });
  return copy ? inTime(fetch(request), copy) : fetch(request);
}

async function page(request, path) {
  const now = await kept();
  const cache = now ? await caches.open(NAME) : null;
  const isOver = now && now.expires <= Date.now();
  if (isOver) await cache.delete(SHEET);
  const copy = cache && ((await cache.match(path)) ?? (await cache.match(LEFT)));
  const fresh = fetch(request).then(async (answer) => {
    if (cache && !isOver && path === SHEET && answer.ok && !answer.redirected) {
      // Only while it is still kept: a sign-out meanwhile is not undone by a late answer.
      if (await caches.has(NAME)) await cache.put(SHEET, answer.clone());
    }
    return answer;
  });
  return copy ? inTime(fresh, copy) : fresh;
}

/** The answer of the network, or the copy when there is none or none in time. */
function inTime(fresh, copy) {
  const late = new Promise((resolve) => setTimeout(() => resolve(copy), PATIENCE));
  return Promise.race([fresh.catch(() => copy), late]);
}
