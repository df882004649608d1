// Nothing that was typed is lost. <form data-keep="some-key"> keeps its text, choices and ticks in this browser from the
// first keystroke until the server has said that it has them: a page that carries data-kept-ack="some-key", or an
// answer to htmx with the header X-Kept: some-key. Passwords, files, hidden and data-nokeep fields are never kept.

const PREFIX = "kept:";
const DAYS_KEPT = 30;

const mayKeep = (field) =>
  field.name && !field.disabled && !field.hasAttribute("data-nokeep") &&
  !["hidden", "password", "file", "submit", "button"].includes(field.type);

const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(kept));
    return true;
  } catch {
    return false; // a full or forbidden store must never stop anyone from typing
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    /* nothing was kept either */
  }
}

function snapshot(form) {
  const values = {};
  for (const field of form.elements) {
    if (!mayKeep(field)) continue;
    values[field.name] ??= [];
    if (!isChoice(field)) values[field.name].push(field.value);
    else if (field.checked) values[field.name].push(field.value);
  }
  return values;
}

function restore(form, values) {
  const next = Object.fromEntries(Object.entries(values).map(([name, list]) => [name, [...list]]));
  for (const field of form.elements) {
    if (!mayKeep(field) || !(field.name in next)) continue;
    if (isChoice(field)) field.checked = next[field.name].includes(field.value);
    else if (next[field.name].length) field.value = next[field.name].shift();
  }
  form.dispatchEvent(new CustomEvent("kept:restored", { bubbles: true }));
}

function say(form, words) {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.dataset.state = words;
  const text = line.querySelector("span");
  if (text) text.textContent = line.dataset[`words${words[0].toUpperCase()}${words.slice(1)}`] ?? "";
}

function watch(form) {
  const key = form.dataset.keep;
  let timer = 0;
  const keep = () => {
    clearTimeout(timer);
    if (write(key, { at: Date.now(), values: snapshot(form) })) say(form, "kept");
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 250);
  });
  form.addEventListener("change", keep);
  form.addEventListener("submit", keep);
  leaving.set(form, () => timer && keep());
}

// What is to be kept of each form when the page is left; a form that a part of the page brought may be gone by then.
const leaving = new WeakMap();
addEventListener("beforeunload", () => {
  for (const form of document.querySelectorAll("form[data-keep]")) leaving.get(form)?.();
});

/** What was left from a time when the server did not get it: put back at once, and said, with a way to drop it. */
function bringBack(form) {
  const key = form.dataset.keep;
  const kept = read(key);
  if (!kept) return;
  const old = Date.now() - kept.at > DAYS_KEPT * 24 * 3600 * 1000;
  const before = snapshot(form);
  if (old || JSON.stringify(before) === JSON.stringify(kept.values)) return forget(key);
  restore(form, kept.values);
  const notice = form.querySelector("[data-keep-notice]");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("button")?.addEventListener("click", () => {
    restore(form, before);
    forget(key);
    notice.hidden = true;
  });
}

for (const mark of document.querySelectorAll("[data-kept-ack]")) {
  for (const key of mark.dataset.keptAck.split(" ")) forget(key);
}

function begin() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (leaving.has(form)) continue;
    bringBack(form);
    watch(form);
  }
}
begin();
document.addEventListener("htmx:afterSettle", begin);

document.addEventListener("htmx:afterRequest", (event) => {
  const key = event.detail.xhr?.getResponseHeader("X-Kept");
  if (!key) return;
  forget(key);
  const form = document.querySelector(`form[data-keep="${CSS.escape(key)}"]`);
  if (form) say(form, "saved");
});
