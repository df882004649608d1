// Coding by keyboard. The keys work only while focus is inside the list of themes, so that they take nothing from
// anyone who speaks to the screen or types elsewhere: 1-9 tick a theme, 0 says that none fits, n and p go on and back,
// Enter saves and goes on (the form's own doing). Without this script the form works the same, with one click more.

const form = document.querySelector("[data-coding]");
const list = form?.querySelector("[data-themes]");
const boxes = list ? [...list.querySelectorAll("input[name=tema]")] : [];
const none = list?.querySelector("input[name=inget]");

function tick(box) {
  box.checked = !box.checked;
  box.focus();
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

list?.addEventListener("change", (event) => {
  // 'None fits' and a theme rule each other out.
  if (event.target === none && none.checked) for (const box of boxes) box.checked = false;
  else if (event.target.name === "tema" && event.target.checked) none.checked = false;
});

list?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const box = event.key === "0" ? none : list.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
  if (box) tick(box);
  else if (event.key === "n" || event.key === "p") document.querySelector(`[data-go="${event.key}"]`)?.click();
  else if (event.key === "Enter") form.requestSubmit();
  else return;
  event.preventDefault();
});

if (list && !document.querySelector("[data-focus]")) (list.querySelector("input:checked") ?? boxes[0] ?? none)?.focus({ preventScroll: true });

// What is being saved is waited for: sent beside it, the form would stand on a version that is no longer the latest.
let saving = false;
let goOn = false;

form?.addEventListener("htmx:beforeRequest", () => (saving = true));
form?.addEventListener("htmx:afterRequest", () => {
  saving = false;
  // One that was queued meanwhile begins at once, and is waited for too.
  setTimeout(() => {
    if (!goOn || saving) return;
    goOn = false;
    form.requestSubmit();
  });
});
form?.addEventListener(
  "submit",
  (event) => {
    if (!saving) return;
    goOn = true;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);
