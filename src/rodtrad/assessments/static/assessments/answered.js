// The answer is acknowledged, or can no longer be given: nothing of it stays on this device.

import { begun, forget } from "./number.js";

const mark = document.querySelector("[data-kept-number]");
if (mark) forget(mark.dataset.code, mark.dataset.keptNumber);

const card = document.querySelector("[data-left-here]");
const left = card && begun(card.dataset.leftHere);
if (left) {
  card.hidden = false;
  card.querySelector("button").addEventListener("click", () => {
    forget(card.dataset.leftHere, left.receipt);
    card.querySelector("button").hidden = true;
    card.querySelector("[data-gone]").hidden = false;
  });
}
