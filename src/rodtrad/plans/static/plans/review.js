// The outline made quick, in the review of an import and in the editor of a draft: keys, dragging, choosing many,
// marking words in the source, and saving while one types. Every act is a form of the page that the server answers, one
// at a time; without this file the same forms work as they stand.

const page = () => document.getElementById("granskning");
const form = () => document.getElementById("ratta");
const text = () => form()?.elements.text;
const doing = () => document.getElementById("gor");
const links = () => [...page().querySelectorAll(".pl-row-link")].filter((link) => link.checkVisibility());
const rowOf = (name) => document.getElementById(`rad-${name}`);
const nameOf = (link) => link.id.slice("rad-".length);
const boxOf = (link) => link.closest(".pl-row").querySelector("input[name='val']");
const plain = (event) => !event.altKey && !event.ctrlKey && !event.metaKey;

// ---- one act at a time ----

// What waits for the answer to the act before it, and where the focus goes after this one.
const waiting = [];
let busy = false;
let begun = false;
let focusOn = null;

/** Do something that the server answers, when what was done before it has been answered. */
function act(step) {
  waiting.push(step);
  next();
}

function next() {
  if (busy || !waiting.length) return;
  busy = true;
  begun = false;
  waiting.shift()();
  // A button that cannot be pressed any more asks for nothing.
  if (!begun) over();
}

function over() {
  busy = false;
  next();
}

/** Send the small form that belongs to no item. */
function send(op, values = {}, many = []) {
  const sent = doing();
  for (const old of sent.querySelectorAll("[data-sent]")) old.remove();
  const all = [...Object.entries(values), ...many.map((name) => ["val", name]), ["op", op]];
  for (const [name, value] of all) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    field.dataset.sent = "";
    sent.append(field);
  }
  sent.requestSubmit();
}

/** Send the open item's form with one of its buttons; its words go with it. */
function press(op) {
  // A click, since htmx asks which button was clicked and not which one submits.
  form()?.querySelector(`button[value="${op}"]`)?.click();
}

/** A step with an item: with its words where its form is open, else by its name alone. */
function step(op, name, focus) {
  act(() => {
    focusOn = focus;
    if (form()?.dataset.item === name) return press(op);
    return send(`key_${op}`, { item: name });
  });
}

// ---- saved while one types ----

const values = (of) => JSON.stringify([...new FormData(of).entries()].filter(([name]) => name !== "next" && name !== "version"));
let saved = "";
let session = 0;
let timer = 0;
let saving = null;

// After a refusal nothing is saved unasked: someone else's words would be written over unseen.
const refused = () => form()?.querySelector(".rt-form-errors") !== null;
const changed = () => form() !== null && !refused() && values(form()) !== saved;

/** The form as the server wrote it, whatever has been put back into it since. */
function asServed(of) {
  const served = new FormData();
  for (const field of of.elements) {
    if (!field.name || field.type === "submit") continue;
    const option = field.options && ([...field.options].find((each) => each.defaultSelected) ?? field.options[0]);
    served.append(field.name, option ? option.value : field.defaultValue);
  }
  return JSON.stringify([...served.entries()].filter(([name]) => name !== "next" && name !== "version"));
}

function say(state) {
  const line = page()?.querySelector("[data-said]");
  if (!line) return;
  line.dataset.state = state;
  line.querySelector("span").textContent = line.dataset[`${state}Word`];
}

function typed(event) {
  if (!form()?.contains(event.target)) return;
  say("typing");
  clearTimeout(timer);
  timer = setTimeout(autosave, 1200);
}

/** Save the open item's words where they stand; the page is not drawn again, so the hand is not disturbed. */
function autosave() {
  if (!form() || busy || saving || !changed() || text().value.includes("\n")) return;
  saving = save(form()).finally(() => (saving = null));
}

async function save(open) {
  const sent = new FormData(open);
  const state = values(open);
  sent.set("op", "change");
  const headers = { "X-Autosave": session ? "2" : "1" };
  try {
    const answer = await fetch(open.action, { method: "POST", body: sent, headers, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) {
      const { version } = await answer.json();
      for (const field of page().querySelectorAll("input[name='version']")) field.value = version;
      session += 1;
      saved = state;
      forget(open);
      show(open);
      say(changed() ? "typing" : "saved");
      document.getElementById("op-undo")?.removeAttribute("disabled");
    } else say("failed");
  } catch {
    say("failed");
  }
}

/** The row says what its form says. */
function show(open) {
  const words = rowOf(open.dataset.item)?.querySelector(".pl-words");
  if (words) words.textContent = open.elements.text.value || "…";
}

function forget(open) {
  try {
    localStorage.removeItem(`kept:${open.dataset.keep}`);
  } catch {
    /* nothing was kept */
  }
}

/** Before something that does not carry the open form's words: save them. */
function saveFirst() {
  clearTimeout(timer);
  if (changed()) act(() => press("change"));
}

function follow(way) {
  const link = [...page().querySelectorAll("a[href]")].find((each) => each.getAttribute("href") === way);
  link?.click();
}

function remember() {
  saved = form() ? asServed(form()) : "";
  session = 0;
  clearTimeout(timer);
}

/** A link to another item while this one has unsaved words: save them, and go there. */
function leave(event) {
  const link = event.target.closest?.("#granskning a[href]");
  if (!link || !changed() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const way = link.getAttribute("href");
  const item = new URL(link.href).searchParams.get("item");
  if (item) form().elements.next.value = item;
  act(() => press("change"));
  if (!item) act(() => follow(way));
}

// ---- keys ----

/** In the list: the focus is on an item, and no letter is typed. */
function inList(event) {
  const link = event.target.closest?.(".pl-row-link");
  if (!link) return;
  const name = nameOf(link);
  const moves = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "outdent", ArrowRight: "indent" };
  let done = true;
  if (event.altKey && event.key in moves) step(moves[event.key], name, "row");
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) step("add", name, "text");
  else if (event.key.toLowerCase() === "m" && event.ctrlKey) chosenTo(name);
  else if (!plain(event)) done = false;
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(link, event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
  else if (event.key === "ArrowRight") fold(link, false);
  else if (event.key === "ArrowLeft") fold(link, true) || parentOf(link)?.focus();
  else if (event.key === "Home") links()[0]?.focus();
  else if (event.key === "End") links().at(-1)?.focus();
  else if (event.key === " ") choose(link, event.shiftKey);
  else if (event.key === "Delete") step("drop", name, "row");
  else if (event.key === "F2") open(link);
  else done = false;
  if (done) event.preventDefault();
}

function walk(from, by, choosing) {
  const all = links();
  const to = all[all.indexOf(from) + by];
  if (!to) return;
  if (choosing) for (const each of [from, to]) tick(each, true);
  to.focus();
}

function open(link) {
  focusOn = "text";
  link.click();
}

/** In the text of an item. Tab is taken only in the typing mode, which says so and which Esc leaves. */
function inText(event) {
  if (event.target !== text() || event.isComposing) return;
  const name = form().dataset.item;
  const moves = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "outdent", ArrowRight: "indent" };
  let done = true;
  if (event.key === "Escape") rowOf(name)?.focus();
  else if (event.altKey && event.key in moves) step(moves[event.key], name, "text");
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) step("add", name, "text");
  else if (!typing() || !plain(event)) done = false;
  else if (event.key === "Tab") step(event.shiftKey ? "outdent" : "indent", name, "text");
  else if (event.key === "Enter" && !event.shiftKey) enter(name);
  else if (event.key === "Backspace" && atStart()) backspace(name);
  else done = false;
  if (done) event.preventDefault();
}

const atStart = () => text().selectionStart === 0 && text().selectionEnd === 0;

function enter(name) {
  const field = text();
  const at = field.selectionStart;
  if (!field.value.slice(at).trim() || !field.value.slice(0, at).trim()) return step("add", name, "text");
  field.setRangeText("\n", at, field.selectionEnd, "end");
  step("split", name, "start");
}

function backspace(name) {
  if (text().value.trim()) return step("merge", name, "text");
  step("drop", name, "text");
}

function anywhere(event) {
  if (!page() || event.target.matches?.("input:not([type='checkbox']), textarea, select")) return;
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const op = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
  if (!op) return;
  event.preventDefault();
  act(() => {
    focusOn = "row";
    document.getElementById(`op-${op}`)?.click();
  });
}

// ---- the typing mode ----

const MODE = "rt-skrivlage";
const typing = () => page().querySelector("[data-typing]")?.getAttribute("aria-pressed") === "true";

function setTyping(on) {
  page().dataset.mode = on ? "typing" : "";
  page().querySelector("[data-typing]")?.setAttribute("aria-pressed", on);
  try {
    localStorage.setItem(MODE, on ? "1" : "");
  } catch {
    /* it is on until the page is left */
  }
}

function wasTyping() {
  try {
    return localStorage.getItem(MODE) === "1";
  } catch {
    return false;
  }
}

// What is typed while a new item is being made is caught here and set into it when it comes.
const net = Object.assign(document.createElement("textarea"), { className: "rt-sr", tabIndex: -1 });

function cast() {
  if (focusOn !== "text" && focusOn !== "start") return;
  net.value = "";
  net.setAttribute("aria-label", page().dataset.waitWord);
  document.body.append(net);
  net.focus();
}

let carried = "";

function haul() {
  const caught = carried + (net.isConnected ? net.value : "");
  net.remove();
  carried = "";
  return caught;
}

/** Set what was caught into the new item; in the typing mode each new line begins yet another one. */
function unload(caught) {
  if (!caught || !text()) return;
  const [line, ...lines] = typing() ? caught.split("\n") : [caught];
  text().setRangeText(line, text().selectionStart, text().selectionEnd, "end");
  typed({ target: text() });
  if (!lines.length) return;
  carried = lines.join("\n");
  step("add", form().dataset.item, "text");
}

net.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || !typing()) return;
  event.preventDefault();
  act(() => {
    focusOn = "text";
    press(event.shiftKey ? "outdent" : "indent");
  });
});

// ---- folding ----

const folded = new Set();
const rowsUnder = (row) => {
  const found = [];
  for (let other = row.nextElementSibling; other && Number(other.dataset.depth) > Number(row.dataset.depth); other = other.nextElementSibling) found.push(other);
  return found;
};

function parentOf(link) {
  const row = link.closest(".pl-row");
  let other = row.previousElementSibling;
  while (other && Number(other.dataset.depth) >= Number(row.dataset.depth)) other = other.previousElementSibling;
  return other?.querySelector(".pl-row-link");
}

/** Fold or unfold what stands under an item. Gives whether anything changed. */
function fold(link, shut) {
  const row = link.closest(".pl-row");
  const name = nameOf(link);
  if (!row.dataset.under || folded.has(name) === shut || !rowsUnder(row).length) return false;
  if (shut) folded.add(name);
  else folded.delete(name);
  drawFolds();
  return true;
}

function drawFolds() {
  for (const row of page().querySelectorAll(".pl-tree > .pl-row[data-depth]")) row.hidden = false;
  for (const row of page().querySelectorAll(".pl-tree > .pl-row[data-under]")) {
    const link = row.querySelector(".pl-row-link");
    const under = rowsUnder(row);
    const handle = row.querySelector(".pl-fold");
    const shut = folded.has(nameOf(link)) && !under.some((each) => each.hasAttribute("data-chosen"));
    if (handle) handle.setAttribute("aria-expanded", !shut);
    if (shut) for (const each of under) each.hidden = true;
  }
}

function addHandles() {
  const model = page().querySelector("[data-fold-model]");
  if (!model) return;
  for (const row of page().querySelectorAll(".pl-tree > .pl-row[data-under]")) {
    if (!rowsUnder(row).length || row.querySelector(".pl-fold")) continue;
    const handle = model.content.firstElementChild.cloneNode(true);
    handle.setAttribute("aria-describedby", row.querySelector(".pl-row-link").id);
    row.prepend(handle);
  }
}

/** One stop for Tab in the whole list, with what is chosen or was visited last; keys do what the rest does. */
function rove(link) {
  for (const other of page().querySelectorAll(".pl-tree .pl-row-link")) other.tabIndex = other === link ? 0 : -1;
}

function makeRoving() {
  for (const other of page().querySelectorAll(".pl-tree > .pl-row > :is(input, .pl-fold)")) other.tabIndex = -1;
  rove(page().querySelector(".pl-row[data-chosen] > .pl-row-link") ?? links()[0]);
}

// ---- choosing many ----

let lastTicked = null;
const ticked = () => [...page().querySelectorAll("input[name='val'][form='flera']:checked")].map((box) => box.value);

function tick(link, on) {
  boxOf(link).checked = on;
  count();
}

function choose(link, through) {
  const all = links();
  const from = through && lastTicked ? all.indexOf(rowOf(lastTicked)) : -1;
  const at = all.indexOf(link);
  if (from >= 0) for (const each of all.slice(Math.min(from, at), Math.max(from, at) + 1)) boxOf(each).checked = true;
  else boxOf(link).checked = !boxOf(link).checked;
  lastTicked = nameOf(link);
  count();
}

function count() {
  const many = document.getElementById("flera");
  const number = ticked().length;
  if (number) many.dataset.count = number;
  else delete many.dataset.count;
  const words = many.querySelector("[data-count-of]");
  words.dataset.none ??= words.textContent;
  const { chosenOne, chosenWord } = page().dataset;
  words.textContent = number > 1 ? chosenWord.replace("#", number) : number ? chosenOne : words.dataset.none;
}

function clicked(event) {
  const box = event.target.closest?.("input[name='val'][form='flera']");
  if (box) {
    const link = rowOf(box.value);
    if (event.shiftKey && lastTicked) {
      box.checked = !box.checked;
      choose(link, true);
    } else {
      lastTicked = box.value;
      count();
    }
  }
  if (event.target.closest?.("[data-unselect]")) {
    for (const each of page().querySelectorAll("input[name='val'][form='flera']:checked")) each.checked = false;
    count();
    links()[0]?.focus();
  }
  if (event.target.closest?.("[data-typing]")) setTyping(!typing());
  const handle = event.target.closest?.(".pl-fold");
  if (handle) {
    const link = handle.closest(".pl-row").querySelector(".pl-row-link");
    fold(link, !folded.has(nameOf(link)));
  }
}

function chosenTo(name) {
  const many = ticked();
  saveFirst();
  act(() => {
    focusOn = "panel";
    return send("to", { item: name }, many.includes(name) ? many : [name]);
  });
}

// ---- dragging ----

let dragged = null;

function takeUp(event) {
  const link = event.target.closest?.(".pl-row-link");
  if (!link) return;
  dragged = nameOf(link);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", link.textContent.trim());
  link.closest(".pl-row").dataset.dragged = "";
}

/** The upper quarter of an item is before it, the lower quarter after it, and between them is under it. */
function placeAt(event, row) {
  const box = row.querySelector(".pl-row-link").getBoundingClientRect();
  const share = (event.clientY - box.top) / box.height;
  if (share < 0.28) return "before";
  return share > 0.72 && !row.dataset.under ? "after" : "under";
}

function hover(event) {
  const row = dragged && event.target.closest?.(".pl-tree > .pl-row[data-depth]");
  if (!row) return;
  event.preventDefault();
  clearMarks();
  row.dataset.drop = placeAt(event, row);
}

function clearMarks() {
  for (const row of page().querySelectorAll("[data-drop]")) delete row.dataset.drop;
}

function drop(event) {
  const row = dragged && event.target.closest?.(".pl-tree > .pl-row[data-depth]");
  if (!row) return;
  event.preventDefault();
  const target = nameOf(row.querySelector(".pl-row-link"));
  const where = placeAt(event, row);
  const many = ticked().includes(dragged) ? ticked() : [dragged];
  const name = dragged;
  putDown();
  if (many.includes(target)) return;
  saveFirst();
  act(() => {
    focusOn = "row";
    return send("move", { item: name, target, where }, many);
  });
}

function putDown() {
  dragged = null;
  clearMarks();
  for (const row of page()?.querySelectorAll("[data-dragged]") ?? []) delete row.dataset.dragged;
}

// ---- the source ----

function showPlace() {
  const mark = document.getElementById("vald");
  const pane = mark?.closest(".pl-text");
  if (!pane) return;
  const above = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += above - pane.clientHeight / 3;
}

/** Characters of the source as the server counts them: code points, from the start of the run that holds the node. */
function placeOf(node, offset) {
  const run = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-at]");
  if (!run) return null;
  const before = document.createRange();
  before.setStart(run, 0);
  before.setEnd(node, offset);
  return Number(run.dataset.at) + [...before.toString()].length;
}

/** Words that are marked in the source are set into the form that makes an item of them. */
function marked() {
  const selection = getSelection();
  const pane = page()?.querySelector(".pl-text");
  if (!pane || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const words = range.toString();
  if (!pane.contains(range.commonAncestorContainer) || words.trim().length < 2) return;
  const take = document.getElementById("ur-kallan");
  take.closest("details").open = true;
  take.elements.words.value = words.replace(/-\s*\n\s*(?=[a-zåäö])/g, "").replace(/\s+/g, " ").trim();
  take.elements.start.value = placeOf(range.startContainer, range.startOffset) ?? "";
  take.elements.end.value = placeOf(range.endContainer, range.endOffset) ?? "";
}

// ---- a pasted list ----

/** Several lines pasted in the list, or into an empty item, are shown as the items that they would become. */
function pasted(event) {
  const field = event.target === text();
  if (!field && !event.target.closest?.(".pl-row-link")) return;
  const words = event.clipboardData?.getData("text/plain") ?? "";
  if (words.trim().split(/\n/).length < 2 || (field && text().value.trim() && !typing())) return;
  event.preventDefault();
  const list = document.getElementById("lista");
  list.closest("details").open = true;
  list.elements.text.value = words;
  const name = field ? form().dataset.item : nameOf(event.target.closest(".pl-row-link"));
  list.elements.item.value = name;
  list.elements.where.value = "after";
  saveFirst();
  act(() => {
    focusOn = "panel";
    const again = document.getElementById("lista");
    again.elements.text.value = words;
    again.elements.item.value = name;
    again.querySelector("button[value='preview']").click();
  });
}

// ---- after each answer ----

let before = null;

function arrive() {
  const caught = haul();
  addHandles();
  makeRoving();
  setTyping(wasTyping());
  drawFolds();
  showPlace();
  count();
  remember();
  const chosen = page().querySelector(".pl-row[data-chosen]");
  chosen?.scrollIntoView({ block: "nearest" });
  setFocus(chosen);
  focusOn = null;
  unload(caught);
}

/** Never lost: to what the step asked for, else to what is to be read first, else to where it was. */
function setFocus(chosen) {
  const first = page().querySelector("[data-focus]");
  const row = chosen?.querySelector(".pl-row-link");
  if (first) return first.focus();
  if (focusOn === "panel") return page().querySelector("#flytta-rubrik, .pl-preview")?.focus();
  if ((focusOn === "text" || focusOn === "start") && text()) {
    text().focus();
    const at = focusOn === "start" ? 0 : text().value.length;
    return text().setSelectionRange(at, at);
  }
  if (focusOn === "row") return (row ?? links()[0])?.focus();
  const again = before && document.getElementById(before);
  if (again && !again.disabled && document.activeElement === document.body) return again.focus();
  if (document.activeElement === document.body) row?.focus();
}

// What is being saved unasked is saved first: its answer has the version that the next one must name.
document.addEventListener("htmx:confirm", (event) => {
  begun = true;
  if (!saving) return;
  event.preventDefault();
  saving.finally(() => event.detail.issueRequest(true));
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!page()?.contains(event.target)) return;
  busy = true;
  before = document.activeElement?.id ?? null;
  clearTimeout(timer);
  cast();
});

// A refusal is a page too: what was typed, and why it was not taken. Another page altogether (the session has ended) is
// gone to, with the words kept in this browser.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "granskning") return;
  const { xhr } = event.detail;
  if ([409, 422].includes(xhr.status)) event.detail.shouldSwap = true;
  if (xhr.status < 400 || event.detail.shouldSwap) {
    if (!xhr.responseText.includes('id="granskning"')) {
      event.detail.shouldSwap = false;
      location.assign(xhr.responseURL || location.href);
      return;
    }
    if (xhr.status < 400 && form()) forget(form());
  }
  // The page stays where it is; only what is out of sight is brought into it.
  if (event.detail.pathInfo) event.detail.pathInfo.anchor = null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!page()) return;
  arrive();
  over();
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if ([409, 422].includes(event.detail.xhr?.status)) return;
    const caught = haul();
    waiting.length = 0;
    say("failed");
    if (text() && caught) text().value += caught;
    text()?.focus();
    over();
  });
}

document.addEventListener("click", leave, true);
document.addEventListener("click", clicked);
document.addEventListener("keydown", inList);
document.addEventListener("keydown", inText);
document.addEventListener("keydown", anywhere);
document.addEventListener("focusin", (event) => {
  const link = event.target.closest?.("#granskning .pl-tree .pl-row-link");
  if (link) rove(link);
});
document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("focusout", (event) => form()?.contains(event.target) && !form().contains(event.relatedTarget) && autosave());
document.addEventListener("dragstart", takeUp);
document.addEventListener("dragover", hover);
document.addEventListener("drop", drop);
document.addEventListener("dragend", putDown);
document.addEventListener("paste", pasted);
document.addEventListener("mouseup", () => setTimeout(marked));
document.addEventListener("keyup", (event) => event.shiftKey && event.target.closest?.(".pl-text") && marked());
if (page()) arrive();
