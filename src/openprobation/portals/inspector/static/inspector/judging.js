// A case judged by keyboard beside its record. Everything here can be done without it: numbers are typed.
const judge = document.querySelector("[data-judge]");
const form = judge.querySelector("form[data-draft]");
const words = judge.dataset;
const questions = [...form.querySelectorAll("[data-question]")];
const entries = new Map(
  [...judge.querySelectorAll("[data-entry]")].map((article) => {
    const day = article.closest("[data-day]").dataset.day;
    const summary = article.querySelector("[data-summary]").textContent;
    const text = `${article.dataset.entry} ${day} ${article.textContent}`.toLowerCase();
    return [article.dataset.entry, { id: article.dataset.entry, article, day, summary, text }];
  }),
);
judge.classList.add("op-judge--ready");

function say(text) {
  judge.querySelector("[data-say]").textContent = text;
}

// ── Which question is at hand ────────────────────────────────────────────────────────────────
let here = questions[0];

function at(question) {
  here?.classList.remove("op-judge__question--here");
  here = question;
  here.classList.add("op-judge__question--here");
}

function radios(question) {
  return [...question.querySelectorAll(`input[type=radio][name="${question.dataset.question}"]`)];
}

function isAnswered(question) {
  return radios(question).some((each) => each.checked);
}

/** Bring a question to the eye and the focus to its answer. */
function go(question) {
  if (!question) return;
  at(question);
  const answers = radios(question);
  (answers.find((each) => each.checked) ?? answers[0]).focus();
  question.scrollIntoView({ block: "start" });
}

function step(by) {
  go(questions[Math.min(Math.max(questions.indexOf(here) + by, 0), questions.length - 1)]);
}

function nextUnanswered() {
  const from = questions.indexOf(here) + 1;
  const next = [...questions.slice(from), ...questions.slice(0, from)].find((each) => !isAnswered(each));
  if (next) go(next);
  else say(words.wordsDone);
}

/** Why it does not apply is asked where that is the answer, or where something stands in it. */
function showWhy(question) {
  const why = question.querySelector("[data-why]");
  const chosen = radios(question).find((each) => each.checked)?.value;
  why.classList.toggle("op-judge__why--asked", chosen === "not_applicable" || why.querySelector("textarea").value !== "");
}

function choose(number) {
  const radio = radios(here)[number];
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.focus();
}

for (const question of questions) {
  question.addEventListener("focusin", () => at(question));
  question.addEventListener("change", () => showWhy(question));
  showWhy(question);
}

// ── Pointing at entries ──────────────────────────────────────────────────────────────────────
const MOST = 30; // entries offered at once

function found(typed) {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return [...entries.values()].filter((each) => parts.every((part) => each.text.includes(part)));
}

const citers = new Map(questions.map((question) => [question, citer(question)]));

/** The typed numbers of a question become a list of entries and a field that finds more of them. */
function citer(question) {
  const group = question.querySelector("[data-cites]");
  const numbers = group.querySelector("input");
  const find = document.createElement("input");
  const chosen = document.createElement("ul");
  const box = document.createElement("div");
  const list = document.createElement("ul");
  chosen.className = "op-cites";
  box.className = "op-finds";
  list.className = "op-finds__list";
  list.id = `${numbers.id}-found`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.wordsFind);
  find.className = numbers.className;
  find.id = numbers.id;
  find.autocomplete = "off";
  find.spellcheck = false;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) find.setAttribute(name, value);
  if (numbers.getAttribute("aria-describedby")) find.setAttribute("aria-describedby", numbers.getAttribute("aria-describedby"));
  const hint = group.querySelector(".govuk-hint");
  if (hint) hint.textContent = words.wordsFind;
  numbers.removeAttribute("id");
  numbers.hidden = true;
  numbers.before(chosen, box);
  box.append(find, list);

  const held = () => numbers.value.split(/[\s,]+/).filter(Boolean);
  let active = -1;

  function draw() {
    chosen.replaceChildren(
      ...held().map((id) => {
        const item = document.createElement("li");
        const out = document.createElement("button");
        const entry = entries.get(id);
        out.type = "button";
        out.textContent = words.wordsOut;
        out.setAttribute("aria-label", `${words.wordsOut} ${words.wordsNumber} ${id}`);
        out.addEventListener("click", () => {
          set(held().filter((each) => each !== id));
          find.focus();
        });
        item.append(entry ? `${words.wordsNumber} ${id}, ${entry.day}: ${entry.summary}` : `${words.wordsNumber} ${id}`, out);
        return item;
      }),
    );
  }
  function set(ids) {
    numbers.value = ids.join(", ");
    numbers.dispatchEvent(new Event("input", { bubbles: true }));
    draw();
    mark();
  }
  function cite(id) {
    if (!held().includes(id)) set([...held(), id]);
    say(words.wordsCited.replace("%(number)s", id).replace("%(question)s", question.dataset.question));
  }
  function close() {
    list.hidden = true;
    active = -1;
    find.setAttribute("aria-expanded", "false");
    find.removeAttribute("aria-activedescendant");
  }
  function move(to) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    active = (to + options.length) % options.length;
    options.forEach((each, n) => each.setAttribute("aria-selected", String(n === active)));
    find.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }
  function offer() {
    const some = found(find.value).filter((each) => !held().includes(each.id)).slice(0, MOST);
    list.replaceChildren(
      ...some.map((each, n) => {
        const option = document.createElement("li");
        const when = document.createElement("span");
        option.id = `${list.id}-${n}`;
        option.dataset.id = each.id;
        option.setAttribute("role", "option");
        when.className = "op-quiet";
        when.textContent = `${words.wordsNumber} ${each.id}, ${each.day} `;
        option.append(when, each.summary);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(each.id);
        });
        return option;
      }),
    );
    list.hidden = false;
    find.setAttribute("aria-expanded", "true");
    if (some.length) move(0);
    else {
      list.append(Object.assign(document.createElement("li"), { textContent: words.wordsNone }));
      find.removeAttribute("aria-activedescendant");
      active = -1;
    }
  }
  function take(id) {
    cite(id);
    find.value = "";
    close();
  }
  find.addEventListener("input", (event) => {
    event.stopPropagation(); // what is looked for is no part of the form
    if (find.value) offer();
    else close();
  });
  find.addEventListener("blur", close);
  find.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) offer();
      else move(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // Enter points, it does not send
      const option = list.querySelectorAll("[role=option]")[active];
      if (!list.hidden && option) take(option.dataset.id);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && find.value === "" && held().length) {
      set(held().slice(0, -1));
    }
  });
  draw();
  return { cite, held, find, draw };
}

/** Show in the record what any question here points at. */
function mark() {
  const cited = new Set([...citers.values()].flatMap((each) => each.held()));
  for (const each of entries.values()) each.article.classList.toggle("op-judge__cited", cited.has(each.id));
}
mark();

// ── The record ───────────────────────────────────────────────────────────────────────────────
for (const each of entries.values()) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "op-judge__cite";
  button.tabIndex = -1; // by keyboard Enter on the entry does it; hundreds of stops would be in the way
  button.textContent = words.wordsCite;
  button.addEventListener("click", () => citers.get(here).cite(each.id));
  each.article.append(button);
}
const filter = judge.querySelector("[data-filter]");
const finding = filter.querySelector("input");
filter.hidden = entries.size === 0;
finding.addEventListener("input", () => {
  const shown = new Set(found(finding.value).map((each) => each.id));
  for (const each of entries.values()) each.article.closest("li").hidden = !shown.has(each.id);
  for (const day of judge.querySelectorAll("[data-day]")) day.hidden = !day.querySelector("li:not([hidden])");
});

function toEntry(from, by) {
  const shown = [...entries.values()].filter((each) => each.article.offsetParent !== null).map((each) => each.article);
  const next = from ? shown[shown.indexOf(from) + by] : shown[0];
  (next ?? (by < 0 ? finding : from))?.focus();
}
judge.querySelector(".op-judge__record").addEventListener("keydown", (event) => {
  const entry = event.target.closest("[data-entry]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!entry && event.target !== finding) return;
    event.preventDefault();
    toEntry(entry, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target === entry) {
    citers.get(here).cite(entry.dataset.entry);
  }
});
for (const link of judge.querySelectorAll("[data-shows]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    finding.value = "";
    finding.dispatchEvent(new Event("input"));
    entries.get(link.dataset.shows)?.article.focus();
  });
}

// ── Keys ─────────────────────────────────────────────────────────────────────────────────────
const keys = judge.querySelector("[data-keys]");
const letters = keys.querySelector("[data-letters]");
keys.hidden = false;
letters.checked = localStorage.getItem("judging-letters") !== "off";
letters.addEventListener("change", () => localStorage.setItem("judging-letters", letters.checked ? "on" : "off"));

const KEYS = {
  1: () => choose(0),
  2: () => choose(1),
  3: () => choose(2),
  n: nextUnanswered,
  j: () => step(1),
  k: () => step(-1),
  e: () => citers.get(here).find.focus(),
  t: () => {
    const told = here.querySelector("[data-told]");
    told.open = true;
    told.querySelector("textarea").focus();
  },
  r: () => finding.focus(),
  s: () => form.requestSubmit(),
  "?": () => {
    keys.open = true;
    keys.querySelector("summary").focus();
  },
};
const WRITES = "textarea, select, input:not([type=radio]):not([type=checkbox])";

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.key === "Escape") {
    go(here);
    return;
  }
  const act = KEYS[event.key.toLowerCase()];
  if (!act || !letters.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITES)) return;
  event.preventDefault();
  act();
});

// ── No connection: nothing is sent into the void ─────────────────────────────────────────────
const line = form.querySelector("[data-told-line]");
const HELD = `judging:${words.holder}:${location.pathname}`;

function typed() {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    const kept = typeof value === "string" && !["csrfmiddlewaretoken", "submission", "seen"].includes(name);
    if (kept && value !== "") (fields[name] ??= []).push(value);
  }
  return fields;
}

function putBack(fields) {
  for (const field of form.elements) {
    if (!field.name || ["csrfmiddlewaretoken", "submission", "seen"].includes(field.name)) continue;
    const values = fields[field.name] ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.tagName !== "BUTTON") field.value = values[0] ?? "";
  }
  for (const question of questions) {
    showWhy(question);
    citers.get(question).draw();
  }
  mark();
}

/** Whether what is typed reached the service as a draft: then it is safe, and the form may be sent. */
async function isKept() {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  try {
    const answer = await fetch("/drafts/", {
      method: "POST",
      body: JSON.stringify({ path: location.pathname, fields: typed() }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    return answer.status < 500;
  } catch {
    return false;
  }
}

let going = false;
form.addEventListener("submit", async (event) => {
  if (going) return;
  event.preventDefault();
  if (await isKept()) {
    sessionStorage.removeItem(HELD);
    going = true;
    form.requestSubmit();
    setTimeout(() => (going = false), 5000);
    return;
  }
  sessionStorage.setItem(HELD, JSON.stringify(typed()));
  line.textContent = words.wordsOffline;
  form.dispatchEvent(new Event("input")); // so that it is kept when the connection is back
});
addEventListener("offline", () => sessionStorage.setItem(HELD, JSON.stringify(typed())));
form.addEventListener("input", () => navigator.onLine || sessionStorage.setItem(HELD, JSON.stringify(typed())));
addEventListener("online", async () => {
  if (await isKept()) {
    sessionStorage.removeItem(HELD);
    if (line.textContent) line.textContent = words.wordsBack;
  }
});
const before = sessionStorage.getItem(HELD);
if (before !== null) {
  putBack(JSON.parse(before));
  line.textContent = words.wordsAgain;
  form.dispatchEvent(new Event("input"));
}
