// The respondent's form, one question at a time on a phone and whole on a wide screen. Without this script it is one
// long form that works the same. What is typed is kept by keep.js; here the form's own number is kept as well, from
// the first try to send until the answer is acknowledged, so that a second try after a lost connection is the same answer.

const form = document.getElementById("svar");
const say = form.dataset;
const number = form.elements.nummer;
const NUMBER_KEY = `kept-number:${say.code}`;
const steps = [...form.querySelectorAll("[data-step]")];
const nav = form.querySelector("[data-nav]");
const [prev, next] = [nav.querySelector("[data-prev]"), nav.querySelector("[data-next]")];
const mode = form.querySelector("[data-mode]");
const offline = form.querySelector("[data-offline]");
const narrow = matchMedia("(max-width: 48rem)");
let at = 0;
let stepped = narrow.matches;

// ---- how far ---------------------------------------------------------------------------------------------------

const answered = () => new Set([...form.querySelectorAll("input[type=radio]:checked")].map((input) => input.name));

function progress() {
  const done = answered().size;
  const total = Number(say.total);
  const line = form.querySelector("[data-count-line]");
  line.textContent = done === total ? say.sayAll : say.sayCount.replace("{done}", done).replace("{total}", total);
  const share = `${((100 * done) / total).toFixed(2)}%`;
  const bar = form.querySelector("[data-progress]");
  bar.querySelector(".rt-progress-done").setAttribute("x2", share);
  const knots = [...bar.querySelectorAll(".rt-knot")];
  knots.pop().setAttribute("cx", share);
  for (const knot of knots) knot.dataset.tied = String(parseFloat(knot.getAttribute("cx")) <= (100 * done) / total + 0.01);
  const words = `${done} ${say.sayOf} ${total}`;
  bar.querySelector(".rt-progress-text").textContent = words;
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
  next.textContent = at === 0 ? (answered().size ? say.sayOn : say.sayStart) : say.sayNext;
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
  mode.textContent = stepped ? mode.dataset.sayAll : mode.dataset.sayOne;
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

function kept() {
  try {
    return localStorage.getItem(NUMBER_KEY);
  } catch {
    return null;
  }
}

function keepNumber() {
  try {
    localStorage.setItem(NUMBER_KEY, number.value);
  } catch {
    /* the number then lives as long as the page */
  }
}

form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "byt") return;
  if (navigator.onLine === false) {
    event.preventDefault();
    event.stopImmediatePropagation();
    offline.textContent = say.sayOffline;
    offline.hidden = false;
    return;
  }
  keepNumber();
}, { capture: true });

if (kept()) number.value = kept();
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
