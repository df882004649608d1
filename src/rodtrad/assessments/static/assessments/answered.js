// The answer is acknowledged: the number that would have made a second try the same answer has done its work.

const mark = document.querySelector("[data-kept-number]");
try {
  if (mark) localStorage.removeItem(`kept-number:${mark.dataset.keptNumber}`);
} catch {
  /* nothing was kept */
}
