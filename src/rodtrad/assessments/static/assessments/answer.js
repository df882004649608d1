// The respondent's form, one question at a time on a phone and whole on a wide screen. Without this script it is one
// long form that works the same. What is typed is kept by keep.js under the form's own number, which number.js remembers
// until the answer is acknowledged, so that a second try after a lost connection is the same answer.

import { forget, remember } from "./number.js";

const form = document.getElementById("svar");
const held = form.dataset;
const spoken = form.querySelector("[data-say]").content;
const steps = [...form.querySelectorAll("[data-step]")];
const nav = form.querySelector("[data-nav]");
const [prev, next] = [nav.querySelector("[data-prev]"), nav.querySelector("[data-next]")];
const mode = form.querySelector("[data-mode]");
const offline = form.querySelector("[data-offline]");
const narrow = matchMedia("(max-width: 48rem)");
let at = 0;
let stepped = narrow.matches;

/** What the page says under a name, with the numbers put in: as nodes, since it may be marked as another language. */
function said(name, numbers = {}) {
  const words = spoken.querySelector(`[data-name="${name}"]`).cloneNode(true);
  const walk = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    for (const [field, number] of Object.entries(numbers)) walk.currentNode.data = walk.currentNode.data.replace(`{${field}}`, number);
  }
  return words;
}

const say = (place, name, numbers) => place.replaceChildren(...said(name, numbers).childNodes);

// ---- how far ---------------------------------------------------------------------------------------------------

const answered = () => new Set([...form.querySelectorAll("input[type=radio]:checked")].map((input) => input.name));

function progress() {
  const done = answered().size;
  const total = Number(held.total);
  const line = form.querySelector("[data-count-line]");
  say(line, done === total ? "count_all" : "count", { done, total });
  const share = `${((100 * done) / total).toFixed(2)}%`;
  const bar = form.querySelector("[data-progress]");
  bar.querySelector(".rt-progress-done").setAttribute("x2", share);
  const knots = [...bar.querySelectorAll(".rt-knot")];
  knots.pop().setAttribute("cx", share);
  for (const knot of knots) knot.dataset.tied = String(parseFloat(knot.getAttribute("cx")) <= (100 * done) / total + 0.01);
  say(bar.querySelector(".rt-progress-text"), "progress_of", { done, total });
  const words = bar.querySelector(".rt-progress-text").textContent;
  const picture = bar.querySelector("svg");
  picture.setAttribute("aria-label", picture.getAttribute("aria-label").replace(/:.*/, `: ${words}`));
}

// ---- one at a time -----------------------------------------------------------------------------------------------

function show(place, focus) {
  at = Math.min(Math.max(place, 0), steps.length - 1);
  for (const step of steps) step.toggleAttribute("data-current", step === steps[at]);
  form.dataset.at = steps[at].dataset.step;
  prev.hidden = at === 0;
  next.hidden = at === steps.length - 1;
  say(next, at === 0 ? (answered().size ? "go_on" : "begin") : "next");
  if (!focus) return;
  scrollTo({ top: 0 });
  const target = steps[at].querySelector("legend, h1, h2");
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function arrange() {
  form.dataset.stepped = String(stepped);
  nav.hidden = !stepped;
  mode.hidden = false;
  say(mode, stepped ? "show_all" : "show_one");
  show(at, false);
}

prev.addEventListener("click", () => history.state?.step ? history.back() : show(at - 1, true));
/** From the first page to where one left off: the first question without an answer, or the end. */
function onward() {
  if (at > 0) return at + 1;
  const done = answered();
  const left = steps.findIndex((step) => Number.isInteger(Number(step.dataset.step)) && !done.has(`f${step.dataset.step}`));
  return left < 0 ? steps.length - 1 : left;
}

next.addEventListener("click", () => {
  show(onward(), true);
  history.pushState({ step: at }, "");
});
addEventListener("popstate", (event) => stepped && show(event.state?.step ?? 0, true));
mode.addEventListener("click", () => {
  stepped = !stepped;
  arrange();
  mode.focus();
});

// ---- sending -----------------------------------------------------------------------------------------------------

const SECONDS_TO_WAIT = 20;
const button = form.querySelector(".as-submit");

/** Where the server took the answer, its acknowledgement; null where it has something to say in a page of its own. */
async function send() {
  const body = new URLSearchParams(new FormData(form));
  const reply = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout?.(1000 * SECONDS_TO_WAIT) });
  if (reply.status >= 500) throw new Error(reply.statusText);
  return reply.redirected ? reply.url : null;
}

function notSent() {
  form.removeAttribute("aria-busy");
  say(offline, navigator.onLine === false ? "offline" : "unreached");
  offline.hidden = false;
  say(button, "send_again");
}

form.addEventListener("submit", async (event) => {
  if (event.submitter?.name === "byt") return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  offline.hidden = true;
  remember(form, { tried: true });
  try {
    const thanks = await send();
    // What was refused was not taken, so it can be sent once more for the page that tells why.
    if (thanks) location.assign(thanks);
    else form.submit();
  } catch {
    notSent();
  }
});
addEventListener("online", () => {
  if (!offline.hidden) say(offline, "online");
});

// ---- starting over -----------------------------------------------------------------------------------------------

const over = form.querySelector("[data-over]");
for (const each of form.querySelectorAll("[data-start-over]")) {
  each.addEventListener("click", () => {
    forget(held.code, held.receipt);
    delete form.dataset.keep; // or leaving the page would keep it all again
    location.replace(location.pathname + location.search);
  });
}
over.hidden = false;

form.addEventListener("change", progress);
form.addEventListener("kept:restored", () => {
  progress();
  show(at, false);
});
const wrong = form.querySelector(".rt-form-errors");
if (wrong) stepped = false;
arrange();
progress();
if (wrong) wrong.focus();
