// The leaders' rating is saved as they go: a changed question is sent by itself and comes back as it now stands, with
// 'Sparat', or with what someone else had written in the meantime. What others save is shown within seconds. What the
// server has not said that it has is kept on this device and sent the next time the page is opened. Without this script
// the button saves the whole area.

const PREFIX = "kept:";
const DAYS_KEPT = 30;
const SECONDS_BETWEEN_LOOKS = 5;
const form = document.querySelector("[data-leaders]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const articles = [...form.querySelectorAll("article[data-kept]")];
const underWay = new Map();
let canKeep = true;

// ---- what a question holds ---------------------------------------------------------------------------------------

const radios = (article) => [...article.querySelectorAll("input[type=radio]")];
const note = (article) => article.querySelector("textarea");
const hidden = (article, letter) => article.querySelector(`input[name="${letter}${article.id.slice(1)}"]`);
const same = (one, other) => one.level === other.level && one.note.trim() === other.note.trim();

const held = (article) => ({
  level: radios(article).find((each) => each.checked)?.value ?? "",
  note: note(article)?.value ?? "",
});

/** What the server last said that it has. */
const saved = (article) => ({
  level: radios(article).find((each) => each.defaultChecked)?.value ?? "",
  note: note(article)?.defaultValue ?? "",
});

const clashIn = (where) => where.querySelector(".as-clash[role=alert]");
const isDirty = (article) => Boolean(clashIn(article)) || !same(held(article), saved(article));

function put(article, { level, note: words }) {
  for (const each of radios(article)) each.checked = each.value === level;
  // Writing the same words again would move the writer to their end.
  if (note(article) && note(article).value !== words) note(article).value = words;
}

// ---- kept on this device -----------------------------------------------------------------------------------------

const place = (article) => PREFIX + article.dataset.kept;

function keep(article) {
  const left = { at: Date.now(), values: held(article), version: hidden(article, "v").value, seen: hidden(article, "o").value };
  try {
    if (isDirty(article)) localStorage.setItem(place(article), JSON.stringify(left));
    else localStorage.removeItem(place(article));
  } catch {
    canKeep = false;
  }
}

function leftOver(article) {
  try {
    const left = JSON.parse(localStorage.getItem(place(article)));
    if (left && Date.now() - left.at < DAYS_KEPT * 24 * 3600 * 1000) return left;
    localStorage.removeItem(place(article));
  } catch {
    /* forbidden, or not ours: as if nothing had been left */
  }
  return null;
}

/** What was left from a time when the server did not get it is sent now, on top of what was seen then. */
function bringBack(article) {
  const left = leftOver(article);
  if (!left) return;
  if (!article.dataset.save) return tellOf(article, left);
  put(article, left.values);
  if (isDirty(article)) {
    hidden(article, "v").value = left.version;
    hidden(article, "o").value = left.seen;
    save(article);
  } else keep(article);
}

/** The rating can no longer be changed: the words are shown, to be copied or let go. */
function tellOf(article, left) {
  const card = form.querySelector("[data-left-over]").content.cloneNode(true).firstElementChild;
  const level = radios(article).find((each) => each.value === left.values.level);
  const words = [level?.closest("label").querySelector("b").textContent, left.values.note];
  card.querySelector("[data-words]").textContent = words.filter(Boolean).join(". ");
  card.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(place(article));
    card.remove();
  });
  article.querySelector("fieldset").before(card);
}

// ---- saving ------------------------------------------------------------------------------------------------------

function say(article, state) {
  const line = article.querySelector("[data-saved]");
  line.dataset.state = state;
  line.querySelector("span").textContent = line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
}

/** Why it is not saved: out, refused or net, and where the server gave a sentence, that too. */
function tellWhy(why, sentence = "") {
  for (const box of form.querySelectorAll("[data-not-saved]")) {
    box.hidden = box.dataset.notSaved !== why;
    const line = box.querySelector("[data-sentence]");
    if (line) line.textContent = sentence;
  }
}

/** Save a question after what is being saved of it already; true when the server has it. What waited while somebody
    else's answer came to light waits on: only who has seen it can decide to write over it. */
function save(article) {
  const told = clashIn(article);
  const next = (underWay.get(article) ?? Promise.resolve()).then(() => told === clashIn(article) && send(article));
  underWay.set(article, next);
  next.finally(() => underWay.get(article) === next && underWay.delete(article));
  return next;
}

async function send(article) {
  if (!isDirty(article)) return true;
  const sent = held(article);
  say(article, "saving");
  try {
    const reply = await fetch(article.dataset.save, { method: "POST", body: body(article, sent), headers: { "HX-Request": "true" }, redirect: "manual", keepalive: true });
    if (reply.ok) return take(article, question(await reply.text()), sent);
    if (reply.type === "opaqueredirect") tellWhy("out");
    else tellWhy(reply.status < 500 ? "refused" : "net", parsed(await reply.text()).querySelector(".rt-lead")?.textContent.trim());
  } catch {
    tellWhy("net");
  }
  say(article, "kept");
  return false;
}

function body(article, sent) {
  const position = article.id.slice(1);
  const fields = new URLSearchParams({ csrfmiddlewaretoken: token, [`k${position}`]: sent.note });
  if (sent.level) fields.set(`f${position}`, sent.level);
  for (const letter of ["v", "o"]) fields.set(letter + position, hidden(article, letter).value);
  return fields;
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const question = (html) => parsed(html).querySelector("article");

/** Put the saved version in place, without taking focus or what was typed in the meantime from the person. */
function take(article, fresh, sent) {
  const [mine, theirs] = [held(article), held(fresh)];
  const clash = clashIn(fresh);
  for (const letter of ["v", "o"]) hidden(article, letter).value = hidden(fresh, letter).value;
  article.querySelector("[data-by]").textContent = fresh.querySelector("[data-by]").textContent;
  clashIn(article)?.remove();
  if (clash) article.querySelector("fieldset").before(clash);
  else settle(article, theirs);
  const level = mine.level === sent.level ? theirs.level : mine.level;
  const words = mine.note === sent.note && theirs.note !== sent.note.trim() ? theirs.note : mine.note;
  put(article, { level, note: words });
  keep(article);
  say(article, clash ? "idle" : "saved");
  count(fresh);
  tellWhy("");
  return !clash;
}

/** From now on this is what the server has. */
function settle(article, now) {
  for (const each of radios(article)) each.defaultChecked = each.value === now.level;
  if (note(article)) note(article).defaultValue = now.note;
}

function count(fresh) {
  const bar = document.getElementById("ledning-framsteg");
  const [done, total] = [Number(fresh.dataset.rated), Number(bar.dataset.total)];
  const share = `${((100 * done) / total).toFixed(2)}%`;
  const words = `${done} ${bar.dataset.of} ${total}`;
  const picture = bar.querySelector("svg");
  bar.querySelector(".rt-progress-done").setAttribute("x2", share);
  [...bar.querySelectorAll(".rt-knot")].pop().setAttribute("cx", share);
  bar.querySelector(".rt-progress-text").textContent = words;
  picture.setAttribute("aria-label", picture.getAttribute("aria-label").replace(/:.*/, `: ${words}`));
}

form.addEventListener("input", (event) => {
  const article = event.target.closest("article[data-save]");
  if (article) keep(article);
});
form.addEventListener("change", (event) => {
  const article = event.target.closest("article[data-save]");
  if (article) save(article);
});

// ---- what others save --------------------------------------------------------------------------------------------

async function look() {
  if (document.hidden || underWay.size) return;
  const here = new URL(form.dataset.here, location.href);
  here.searchParams.set("sedan", form.dataset.version);
  const reply = await fetch(here, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  if (reply?.status !== 200) return;
  const there = parsed(await reply.text()).querySelector("[data-leaders]");
  if (!there) return;
  if (!there.querySelector("article[data-save]")) return articles.some(isDirty) || location.reload();
  form.dataset.version = there.dataset.version;
  for (const article of articles) takeNews(article, there.querySelector(`#${article.id}`));
}

function takeNews(article, fresh) {
  const isNews = Number(hidden(fresh, "v").value) > Number(hidden(article, "v").value);
  if (!isNews || isDirty(article) || underWay.has(article)) return;
  take(article, fresh, held(article));
  say(article, "idle");
}

// ---- going on ----------------------------------------------------------------------------------------------------

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const done = await Promise.all(articles.map(save));
  if (done.every(Boolean)) return goOn(event.submitter);
  form.removeAttribute("aria-busy");
  const first = clashIn(form) ?? form.querySelector("[data-not-saved]:not([hidden])");
  first.tabIndex = -1;
  first.focus();
});

function goOn(button) {
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
}

addEventListener("online", () => articles.filter(isDirty).forEach(save));
addEventListener("beforeunload", (event) => {
  if (!canKeep && articles.some(isDirty)) event.preventDefault();
});
articles.forEach(bringBack);
if (articles.some((article) => article.dataset.save)) {
  setInterval(look, 1000 * SECONDS_BETWEEN_LOOKS);
  document.addEventListener("visibilitychange", look);
}
