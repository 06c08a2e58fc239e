// What makes the pages quicker and safer where there is JavaScript. Every page works without it.
import { initAll } from "../vendor/govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

const DRAFTS = "/drafts/";
const QUIET = 2000; // milliseconds without a key before what was typed is kept

/** The csrf token of the page: in any of its forms. The cookie is not readable by scripts. */
function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

// ── Keeping what is typed: forms marked data-draft ──────────────────────────────────────────
/** A form's fields as {name: [values]}, without secrets, tokens and what was left empty. */
function typedIn(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    const kept = typeof value === "string" && !["csrfmiddlewaretoken", "submission", "seen"].includes(name);
    if (kept && value !== "") (fields[name] ??= []).push(value);
  }
  return fields;
}

const underWay = new WeakMap();

function keep(form) {
  const fields = typedIn(form);
  const body = JSON.stringify({ path: location.pathname, fields });
  if (form.dataset.kept === body || Object.keys(fields).length === 0) return;
  form.dataset.kept = body;
  const stopped = new AbortController();
  underWay.set(form, stopped);
  // keepalive lets it finish after the page is left; a beacon could not carry the csrf header.
  fetch(DRAFTS, {
    method: "POST",
    body,
    keepalive: body.length < 60000,
    signal: stopped.signal,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  }).then(
    (answer) => tell(form, answer.ok),
    (error) => error.name === "AbortError" || tell(form, false),
  );
}

/** Say under the buttons that what is typed is kept, or that there is no connection. */
function tell(form, kept) {
  if (!kept) delete form.dataset.kept;
  let line = form.querySelector("[data-kept-line]");
  if (!line) {
    line = document.createElement("p");
    line.className = "op-from";
    line.dataset.keptLine = "";
    line.setAttribute("role", "status");
    form.append(line);
  }
  const words = kept ? form.dataset.keptWords : form.dataset.notKeptWords;
  // Said once, and again only when it changes: a screen reader should not hear it every two seconds.
  if (line.textContent !== words) line.textContent = words ?? "";
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  let waiting;
  let touched = false;
  const settle = () => {
    touched = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), QUIET);
  };
  form.addEventListener("input", settle);
  form.addEventListener("change", settle);
  form.addEventListener("submit", () => {
    // What is sent needs no keeping; a draft that arrived after it would come back as a ghost.
    clearTimeout(waiting);
    underWay.get(form)?.abort();
    touched = false;
  });
  addEventListener("pagehide", () => touched && keep(form));
  addEventListener("online", () => touched && keep(form));
}

// ── Sending once: forms marked data-once ────────────────────────────────────────────────────
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches?.("form[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
// A page shown again by the back button may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// ── htmx ────────────────────────────────────────────────────────────────────────────────────
// Every request of htmx carries the token, so that a button outside a form works too.
document.addEventListener("htmx:config:request", (event) => {
  const headers = event.detail?.ctx?.request?.headers;
  if (headers && token()) headers["X-CSRFToken"] = token();
});
// Components inside what htmx brings start to work.
document.addEventListener("htmx:after:swap", (event) => {
  const scope = event.detail?.ctx?.target ?? event.target;
  if (scope instanceof HTMLElement) initAll({ scope });
});

// ── Filters: a choice in a select shows its result at once ──────────────────────────────────
for (const form of document.querySelectorAll("form[data-filters][data-at-once]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
}

// ── Printing ────────────────────────────────────────────────────────────────────────────────
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
