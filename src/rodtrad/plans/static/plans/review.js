// The review made quick: the place in the source comes into sight, arrows walk the tree, and what was typed in one
// item is saved before another is opened. Without this file every link and button works as it stands.

const page = () => document.getElementById("granskning");
const form = () => document.getElementById("ratta");
const rows = () => [...page().querySelectorAll(".pl-row-link")];

function showPlace() {
  const mark = document.getElementById("vald");
  const pane = mark?.closest(".pl-text");
  if (!pane) return;
  const above = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += above - pane.clientHeight / 3;
}

const values = (of) => JSON.stringify([...new FormData(of).entries()].filter(([name]) => name !== "next"));
let opened = "";

function remember() {
  opened = form() ? values(form()) : "";
}

/** A link to another item while this one has unsaved words: save them, and go there. */
function saveFirst(event) {
  const link = event.target.closest("a[href*='?item=']");
  if (!link || !form() || !page().contains(link) || values(form()) === opened) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form().elements.next.value = new URL(link.href).searchParams.get("item");
  form().requestSubmit(form().querySelector("button[value='change']"));
}

function walk(event) {
  const at = rows().indexOf(event.target.closest(".pl-row-link"));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (at < 0 || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  rows()[at + step]?.focus();
}

document.addEventListener("click", saveFirst, true);
document.addEventListener("keydown", walk);
// A refusal is a page too: what was typed, and why it was not taken.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  // The page stays where it is; only what is out of sight is brought into it.
  if (event.detail.pathInfo) event.detail.pathInfo.anchor = null;
});
document.addEventListener("htmx:afterSettle", () => {
  showPlace();
  document.querySelector(".pl-row[data-chosen]")?.scrollIntoView({ block: "nearest" });
  remember();
});
showPlace();
remember();
