// A sheet with no signal, an officer's or a supervisor's: kept when asked for, written on, sent once,
// cleared at sign-out. What is asked of each line is the page's own form; the first choice is required.
// Why it is as it is: docs/decisions/0014-the-sheet-with-no-signal.md
const sheet = document.querySelector("[data-sheet]");
const about = sheet.dataset;
const NAME = `openprobation-sheet:${about.here}`; // of the store, the cache, the lock and the channel
const say = sheet.querySelector("[data-say]");
const tabs = new BroadcastChannel(NAME);
const AGAIN = 20_000; // milliseconds between tries while something waits
let gone = false; // everything is off the device: nothing is written any more
let csrf = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

// ── The store on this device ────────────────────────────────────────────────────────────────
let opened;

function store() {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("kept");
      opening.result.createObjectStore("entries", { keyPath: "id" });
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
  });
  return opened;
}

async function isThere() {
  return (await indexedDB.databases()).some((each) => each.name === NAME);
}

/** One act on one table. Writes keep the order in which they were asked for. */
async function act(table, mode, doing) {
  if (gone) return undefined;
  const transaction = (await store()).transaction(table, mode);
  const asking = doing(transaction.objectStore(table));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asking.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

const keptNow = () => act("kept", "readonly", (table) => table.get("sheet"));
const all = () => act("entries", "readonly", (table) => table.getAll());
const one = (id) => act("entries", "readonly", (table) => table.get(id));

async function put(entry) {
  await act("entries", "readwrite", (table) => table.put(entry));
  mark(true);
  tabs.postMessage("changed");
}

async function drop(id) {
  await act("entries", "readwrite", (table) => table.delete(id));
  mark((await all()).length > 0);
  tabs.postMessage("changed");
}

// Cookies the service reads at sign-out: is something not sent, and did its officer leave already?
function cookie(name, seconds) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=yes; path=/; max-age=${seconds}; samesite=lax${secure}`;
}
const mark = (isWaiting) => cookie(about.waiting, isWaiting ? 604_800 : 0);

/** Everything of this officer's goes off the device. */
async function wipe() {
  gone = true;
  mark(false);
  if (opened) (await opened).close();
  await new Promise((resolve) => {
    const deleting = indexedDB.deleteDatabase(NAME);
    deleting.onsuccess = deleting.onerror = deleting.onblocked = resolve;
  });
  await caches.delete(NAME);
  const worker = await navigator.serviceWorker.getRegistration(about.here);
  await worker?.unregister();
  tabs.postMessage("gone");
}

// ── Keeping the sheet ───────────────────────────────────────────────────────────────────────
/** The styles, scripts and letters this page came with. */
function stillParts() {
  const named = performance.getEntriesByType("resource").map((each) => each.name);
  const linked = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map(
    (each) => each.href || each.src,
  );
  const here = location.origin + about.here;
  return [...new Set([...named, ...linked])].filter(
    (each) => each.startsWith(location.origin) && !each.startsWith(here) && !each.includes("/drafts/"),
  );
}

async function keepPage(cache, path) {
  const answer = await fetch(path);
  if (!answer.ok || answer.redirected) throw new Error(`${path} answered ${answer.status}`);
  await cache.put(path, answer);
}

async function keep({ currentTarget: button }) {
  button.disabled = true;
  say.textContent = about.wordKeeping;
  try {
    const marked = await fetch(about.keep, { method: "POST", headers: { "X-CSRFToken": csrf } });
    if (!marked.ok || marked.redirected) throw new Error(`answered ${marked.status}`);
    const expires = Date.now() + Number(about.seconds) * 1000;
    await act("kept", "readwrite", (table) => table.put({ owner: about.owner, day: about.day, expires }, "sheet"));
    const cache = await caches.open(NAME);
    await Promise.all([keepPage(cache, about.here), keepPage(cache, about.left), cache.addAll(stillParts())]);
    await navigator.serviceWorker.register(about.worker, { scope: about.here });
    await navigator.serviceWorker.ready;
  } catch {
    // A sheet half kept is not kept; what was typed is let alone.
    await act("kept", "readwrite", (table) => table.delete("sheet"));
    await caches.delete(NAME);
    say.textContent = about.wordNotKept;
    return;
  } finally {
    button.disabled = false;
  }
  say.textContent = "";
  await show();
}

/** The kept page again as the record has it, after something was sent. */
async function refresh() {
  const kept = await keptNow();
  if (!kept || kept.expires <= Date.now()) return;
  try {
    await keepPage(await caches.open(NAME), about.here);
  } catch {
    // The older copy stays until there is signal.
  }
}

// ── Writing on it ───────────────────────────────────────────────────────────────────────────
const places = new Map(); // appointment id → its part of the page

/** Where an appointment is written on: in its line, or among those no longer on the sheet. */
function placeOf(entry) {
  if (places.has(entry.id)) return places.get(entry.id);
  const shown = sheet.querySelector(`[data-line="${CSS.escape(entry.id)}"]`);
  if (shown) return place(shown, onPage(shown));
  const line = sheet.querySelector("[data-unplaced-line]").content.cloneNode(true).firstElementChild;
  line.querySelector("[data-crn-words]").textContent = entry.crn;
  line.querySelector("[data-what-words]").textContent = entry.what;
  sheet.querySelector("[data-unplaced-list]").append(line);
  return place(line, entry);
}

/** What the page says of an appointment. */
function onPage(line) {
  const { line: id, crn, address, next, seen, what, counts } = line.dataset;
  return { id, crn, address, next, seen, what, counts: counts ?? "" };
}

function place(line, given) {
  const part = sheet.querySelector("[data-entry]").content.cloneNode(true).firstElementChild;
  const find = (name) => line.querySelector(`[data-${name}]`);
  part.querySelectorAll("input, textarea").forEach((field, number) => {
    field.id = `entry-${given.id}-${number}`;
    const label = field.parentElement.querySelector("label");
    if (label) label.htmlFor = field.id;
  });
  line.append(part);
  line.querySelector(".op-entry__links").append(find("write"));
  if (find("counted")) find("counted").hidden = !given.counts;
  const whom = line.querySelector(".op-entry__title")?.textContent.trim() ?? given.crn;
  find("whom").textContent = `: ${whom}`;
  const hidden = document.createElement("span");
  hidden.className = "govuk-visually-hidden";
  hidden.textContent = `: ${whom}, ${given.what}`;
  find("write").append(about.wordWrite, hidden);
  const here = { line, part, find, form: find("form"), given };
  places.set(given.id, here);

  here.form.addEventListener("input", () => typed(here));
  here.form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(here);
  });
  find("write").addEventListener("click", () => {
    open(here, null);
    choices(here)[0].focus();
  });
  const quick = find("quick"); // the usual answer in one tap
  quick?.addEventListener("click", async () => {
    here.form.reset();
    here.form.elements[CHOICE].value = quick.value;
    await save(here);
  });
  if (quick) line.querySelector(".op-entry__links").prepend(quick);
  quick?.append(hidden.cloneNode(true));
  for (const button of part.querySelectorAll("[data-throw]")) {
    button.addEventListener("click", async () => {
      await drop(given.id);
      here.form.reset();
      paint(here, null);
      here.find("write").focus();
    });
  }
  find("change").addEventListener("click", async () => {
    const entry = await one(given.id);
    if (!entry) return;
    // What was sent before may have arrived: changed words are another outcome, with a token of its own.
    const changed = { ...entry, state: "typed", token: "", seen: String(entry.conflict?.version ?? entry.seen) };
    await put(changed);
    paint(here, changed);
    open(here, changed);
  });
  find("again").addEventListener("click", async () => {
    const entry = await one(given.id);
    if (!entry) return;
    await wait(here, { ...entry, seen: String(entry.conflict.version) });
  });
  find("correct").addEventListener("click", async () => {
    const entry = await one(given.id);
    if (!entry || !(await keepAsDraft(entry))) return;
    await drop(entry.id);
    location.assign(entry.conflict.correct);
  });
  return here;
}

// ── The form of a line: whatever fields the page's template has ─────────────────────────────
const CHOICE = about.choice ?? "outcome";
const NAMES = [
  ...new Set(
    [...sheet.querySelector("[data-entry]").content.querySelectorAll("[name]")].map((field) => field.name),
  ),
];
const isTick = (field) => field.type === "checkbox";
const choices = (here) => here.form.elements[CHOICE];

/** What the form says now. */
function written(here) {
  const fields = here.form.elements;
  const said = NAMES.map((name) => [name, isTick(fields[name]) ? fields[name].checked : fields[name].value]);
  return { ...here.given, owner: about.owner, ...Object.fromEntries(said) };
}

/** What was said, as a form sends it: a tick only where it is set. */
function fieldsOf(entry) {
  return NAMES.filter((name) => typeof entry[name] === "string" || entry[name]).map((name) => [
    name,
    entry[name] === true ? "on" : entry[name],
  ]);
}

/** Kept as typed, at every stroke. */
async function typed(here) {
  here.find("error").hidden = true;
  await put({ ...written(here), state: "typed", token: "" });
  here.find("state").textContent = about.wordTyped;
}

async function save(here) {
  if (!choices(here).value) {
    fault(here, about.wordChoose);
    choices(here)[0].focus();
    return;
  }
  await wait(here, written(here));
}

function fault(here, words) {
  here.find("error").textContent = words;
  here.find("error").hidden = false;
}

async function wait(here, entry) {
  const waiting = { ...entry, state: "waiting", token: crypto.randomUUID(), conflict: null };
  await put(waiting);
  paint(here, waiting);
  await sendAll();
}

function open(here, entry) {
  here.form.hidden = false;
  here.find("write").hidden = true;
  here.find("both").hidden = true;
  const fields = here.form.elements;
  if (entry) {
    for (const name of NAMES) {
      if (isTick(fields[name])) fields[name].checked = Boolean(entry[name]);
      else fields[name].value = entry[name] ?? "";
    }
  } else if (fields.counts_as_rar_day) {
    fields.counts_as_rar_day.checked = Boolean(here.given.counts);
  }
  const other = here.form.querySelector("[data-others] input:checked");
  if (other) here.find("others").open = true;
}

/** Show how an appointment stands on this device. */
function paint(here, entry, isSent = false) {
  const { find } = here;
  find("write").hidden = Boolean(entry) || isSent;
  if (find("quick")) find("quick").hidden = find("write").hidden;
  find("both").hidden = true;
  if (entry?.state !== "typed") here.form.hidden = true;
  find("state").textContent = isSent ? about.wordSent : "";
  const byPage = here.line.querySelector("[data-by-page]");
  if (byPage) byPage.hidden = true;
  find("next-one").hidden = !isSent || !here.given.next;
  if (here.given.next) find("next-one").href = here.given.next;
  if (!entry) return;
  const words = { typed: about.wordTyped, waiting: about.wordWaiting, conflict: "" };
  find("state").textContent = words[entry.state];
  if (entry.state === "typed") {
    if (here.form.hidden) open(here, entry);
    if (entry.refused) fault(here, entry.refused);
    return;
  }
  find("both").hidden = false;
  find("my-outcome").textContent = labelOf(here, entry[CHOICE]);
  find("my-note").textContent = entry.note;
  const conflict = entry.conflict;
  find("why").textContent = conflict ? why(conflict) : "";
  find("theirs").hidden = !conflict?.theirs;
  if (conflict?.theirs) {
    find("their-outcome").textContent = conflict.theirs.outcome;
    find("their-by").textContent = `${conflict.theirs.by}, ${conflict.theirs.at}`;
    find("their-note").textContent = conflict.theirs.note;
  }
  find("again").hidden = conflict?.state !== "planned";
  find("correct").hidden = !conflict?.correct;
  find("change").hidden = Boolean(conflict) && conflict.state !== "planned";
  find("appointment").hidden = !conflict?.appointment;
  if (conflict?.appointment) find("appointment").href = conflict.appointment;
}

function why(conflict) {
  if (conflict.state === "recorded") return about.wordRecorded;
  if (conflict.state === "planned") return `${about.wordChanged} ${conflict.starts}.`;
  return [about.wordClosed, ...(conflict.errors ?? [])].join(" ");
}

const labelOf = (here, value) =>
  here.form.querySelector(`input[value="${CSS.escape(value)}"]`)?.parentElement.querySelector("label").textContent ?? "";

// ── Sending it, once ────────────────────────────────────────────────────────────────────────
function body(entry) {
  return new URLSearchParams([...fieldsOf(entry), ["seen", entry.seen], ["submission", entry.token]]);
}

const post = (address, content, more = {}) =>
  fetch(address, {
    method: "POST",
    body: content,
    headers: { Accept: "application/json", "X-CSRFToken": csrf, "X-Sheet-Of": about.owner, ...more },
    signal: AbortSignal.timeout(30_000),
  });

/** Post; where the page's token is too old, once more with a new one. */
async function postWithToken(address, content, more) {
  const answer = await post(address, content, more);
  if (answer.status !== 403 || answer.redirected) return answer;
  const page = await fetch(about.left);
  if (page.redirected || !page.ok) return page;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  if (fresh.querySelector("[data-sheet]")?.dataset.owner !== about.owner) return answer;
  csrf = fresh.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? csrf;
  return post(address, content, more);
}

const isSignIn = (answer) => answer.redirected && new URL(answer.url).pathname === about.signIn;

/** Send whatever waits, one tab at a time. Returns false where there was no answer. */
async function sendAll() {
  if (gone || !(await isThere())) return true;
  return navigator.locks.request(NAME, async () => {
    for (const entry of (await all()) ?? []) {
      if (entry.state === "waiting" && !(await send(entry))) return false;
    }
    return true;
  });
}

async function send(entry) {
  if (entry.owner !== about.owner) return true;
  const here = placeOf(entry);
  here.find("state").textContent = about.wordSending;
  let answer;
  try {
    answer = await postWithToken(entry.address, body(entry));
  } catch {
    return noAnswer(here, about.wordNoSignal);
  }
  if (isSignIn(answer)) return signedOut(here);
  if (answer.status >= 500 || answer.status === 429) return noAnswer(here, "");
  say.textContent = "";
  const isData = answer.headers.get("Content-Type")?.startsWith("application/json");
  const told = isData ? await answer.json() : { saved: false, state: "closed", errors: [] };
  await settle(here, entry, told);
  return true;
}

function noAnswer(here, words) {
  here.find("state").textContent = about.wordWaiting;
  say.textContent = words;
  return false;
}

function signedOut(here) {
  noAnswer(here, `${about.wordSignedOut} `);
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = `${about.signIn}?${new URLSearchParams({ next: about.here })}`;
  link.textContent = about.wordSignIn;
  say.append(link);
  return false;
}

/** What was sent and answered: saved and forgotten here, or shown with both sides. */
async function settle(here, sent, told) {
  const now = await one(sent.id);
  const isAsSent = now && now.token === sent.token && now.state === "waiting";
  if (told.saved) {
    if (!isAsSent) return; // changed meanwhile: it goes on as another outcome
    await drop(sent.id);
    here.form.reset();
    paint(here, null, true);
    await refresh();
    return;
  }
  if (!isAsSent) return;
  const isOnlyRefused = told.state === "planned" && String(told.version) === String(sent.seen);
  const words = [about.wordRefused, ...(told.errors ?? [])].join(" ");
  const next = isOnlyRefused
    ? { ...sent, state: "typed", token: "", refused: words }
    : { ...sent, state: "conflict", conflict: told };
  await put(next);
  paint(here, next);
}

// ── Leaving ─────────────────────────────────────────────────────────────────────────────────
/** Keep what was typed with the service, where its page opens filled after the next sign-in. */
async function keepAsDraft(entry) {
  const conflict = entry.conflict;
  if (conflict && conflict.state !== "planned" && !conflict.correct) return false;
  const fields = Object.fromEntries(fieldsOf(entry).map(([name, value]) => [name, [value]]));
  const path = conflict?.correct ?? entry.address;
  try {
    const answer = await postWithToken(about.drafts, JSON.stringify({ path, fields }), {
      "Content-Type": "application/json",
    });
    return answer.status === 204;
  } catch {
    return false;
  }
}

/** Send or keep what was typed; ask before anything of it is deleted. */
async function leave(how) {
  await sendAll();
  const stuck = [];
  for (const entry of (await isThere()) ? await all() : []) {
    if (await keepAsDraft(entry)) await drop(entry.id);
    else stuck.push(entry);
  }
  if (stuck.length) ask(stuck, how);
  else await go(how);
}

function ask(stuck, how) {
  const panel = sheet.querySelector("[data-ask]");
  const lines = stuck.map((entry) => {
    const line = document.createElement("li");
    const words = [entry.crn, entry.what, labelOf(placeOf(entry), entry[CHOICE]), entry.note];
    line.textContent = words.filter(Boolean).join(": ");
    return line;
  });
  panel.querySelector("[data-ask-list]").replaceChildren(...lines);
  panel.hidden = false;
  panel.focus();
  panel.querySelector("[data-stay]").onclick = () => (panel.hidden = true);
  panel.querySelector("[data-go-on]").onclick = () => go(how);
}

async function go(how) {
  await wipe();
  if (how === "off") return location.reload();
  const form = document.querySelector("form.op-header__out");
  const evenSo = document.createElement("input");
  Object.assign(evenSo, { type: "hidden", name: "even_so", value: "yes" });
  form.append(evenSo);
  if (await hasSignal()) return HTMLFormElement.prototype.submit.call(form);
  // The service hears of it with the next request of this browser, whichever page that is.
  cookie("openprobation_leaving", 43_200);
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.setAttribute("role", "status");
  words.textContent = about.wordGone;
  document.querySelector("header .op-header__viewer")?.remove();
  document.querySelector("main").replaceChildren(words);
  document.title = "OpenProbation";
  addEventListener("online", () => location.assign("/"));
}

async function hasSignal() {
  try {
    await fetch(about.worker, { cache: "no-store", signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}

// ── The page ────────────────────────────────────────────────────────────────────────────────
async function show() {
  const kept = (await isThere()) ? await keptNow() : null;
  const isKept = Boolean(kept) && kept.day === about.day && kept.expires > Date.now();
  const offer = sheet.querySelector("[data-offer]");
  if (offer) {
    offer.hidden = isKept;
    sheet.querySelector("[data-kept]").hidden = !isKept;
  }
  if (isKept) {
    for (const line of sheet.querySelectorAll("[data-line]")) {
      const given = onPage(line);
      if (!places.has(given.id)) paint(place(line, given), null);
    }
  }
  if (kept) await showEntries();
}

async function showEntries() {
  const entries = (await all()) ?? [];
  for (const entry of entries) paint(placeOf(entry), entry);
  sheet.querySelector("[data-unplaced]").hidden = !sheet.querySelector("[data-unplaced-list]").children.length;
}

/** The kept page leaves at the end of its day; what was typed and not sent stays until it is sent. */
async function endOfDay(isOpen) {
  if (gone || !(await isThere())) return;
  const kept = await keptNow();
  if (!kept || kept.expires > Date.now()) return;
  await (await caches.open(NAME)).delete(about.here);
  if ((await all()).length === 0) await wipe();
  if (isOpen && about.whole && about.day === kept.day) location.replace(about.here);
}

async function begin() {
  if (!("serviceWorker" in navigator) || !("locks" in navigator)) {
    say.textContent = about.wordCannot;
    return;
  }
  if (await isThere()) {
    const kept = await keptNow();
    if (kept && kept.owner !== about.owner) {
      await wipe();
      return location.reload();
    }
    await endOfDay(false);
  }
  sheet.querySelector("[data-keep-it]")?.addEventListener("click", keep);
  sheet.querySelector("[data-take-off]")?.addEventListener("click", () => leave("off"));
  document.querySelector("form.op-header__out")?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    leave("out");
  });
  await show();
  if (new URLSearchParams(location.search).has("leaving")) return leave("out");
  addEventListener("online", () => sendAll().then((isSent) => isSent && (say.textContent = "")));
  addEventListener("offline", () => (say.textContent = about.wordNoSignal));
  addEventListener("visibilitychange", () => document.visibilityState === "visible" && endOfDay(true));
  setInterval(async () => {
    await endOfDay(true);
    if (!gone && navigator.onLine && (await isThere())) await sendAll();
  }, AGAIN);
  tabs.addEventListener("message", async (event) => {
    if (event.data === "gone") return location.reload();
    if (!document.hasFocus() && (await isThere())) await showEntries();
  });
  if (!navigator.onLine) say.textContent = about.wordNoSignal;
  else if (await isThere()) await sendAll();
}

await begin();
sheet.dataset.ready = "yes";
