// A form has a number of its own, and what is typed is kept under it. This remembers, for a link, the number of the form
// that was begun here, so that the page loaded anew goes on with the same form and a second try is the same answer.
// It must run before keep.js, which keeps the fields and brings them back.

const DAYS_KEPT = 30;
const at = (code) => `kept-number:${code}`;

export function begun(code) {
  try {
    const found = JSON.parse(localStorage.getItem(at(code)));
    if (!found?.receipt || Date.now() - found.at < DAYS_KEPT * 24 * 3600 * 1000) return found;
  } catch {
    /* forbidden, or not ours: as if nothing had been begun */
  }
  return null;
}

export function remember(form, more = {}) {
  const { code, receipt } = form.dataset;
  const held = { ...begun(code), number: form.elements.nummer.value, receipt, at: Date.now(), ...more };
  try {
    localStorage.setItem(at(code), JSON.stringify(held));
  } catch {
    /* the number then lives as long as the page */
  }
}

/** Nothing of the form is left on this device. */
export function forget(code, receipt) {
  try {
    localStorage.removeItem(`kept:svar-${receipt}`);
    if (!begun(code) || begun(code).receipt === receipt) localStorage.removeItem(at(code));
  } catch {
    /* nothing was kept */
  }
}

/** Go on with the form that was begun here; one whose number the server no longer knows is dropped. */
function goOn(form) {
  const found = begun(form.dataset.code);
  if (!found) return;
  if ("fresh" in form.dataset) return forget(form.dataset.code, found.receipt);
  form.elements.nummer.value = found.number;
  form.dataset.receipt = found.receipt;
  form.dataset.keep = `svar-${found.receipt}`;
  if (found.tried) seeWhetherTaken(found.receipt);
}

/** It was sent before the page went away: if it was taken then, say so rather than ask again. */
async function seeWhetherTaken(receipt) {
  const thanks = `${location.pathname}tack/${receipt}/${location.search}`;
  try {
    const reply = await fetch(thanks, { redirect: "manual" });
    if (reply.status === 200) location.replace(thanks);
  } catch {
    /* no net: it can be sent again, and is the same answer */
  }
}

const form = document.getElementById("svar");
if (form) {
  goOn(form);
  for (const sort of ["input", "change"]) form.addEventListener(sort, () => remember(form), { once: true });
}
