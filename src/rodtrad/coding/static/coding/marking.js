// Marking with the mouse: sentences that a selection touches are ticked. With the keyboard the ticks are the marking,
// and Shift with a tick ticks all from the last one.

const form = document.querySelector("[data-marking]");
const boxes = form ? [...form.querySelectorAll("input[name=mening]")] : [];
let last = null;

form?.addEventListener("click", (event) => {
  const box = event.target.closest("input[name=mening]");
  if (!box) return;
  if (event.shiftKey && last && last !== box) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
    for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
  }
  last = box;
});

document.addEventListener("mouseup", () => {
  const chosen = getSelection();
  if (!chosen || chosen.isCollapsed || !form?.contains(chosen.anchorNode)) return;
  const touched = [...form.querySelectorAll(".cd-piece")].filter((piece) => chosen.containsNode(piece.querySelector(".cd-words"), true));
  if (!touched.length) return;
  for (const piece of touched) {
    const box = piece.querySelector("input[name=mening]");
    if (box) box.checked = true;
  }
  chosen.removeAllRanges();
});
