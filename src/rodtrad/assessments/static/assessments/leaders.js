// The leaders' rating is saved as they go: a changed question is sent by itself and comes back as it now stands, with
// 'Sparat', or with what someone else had written in the meantime. Without this script the button saves the whole area.

const form = document.querySelector("[data-leaders]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const waiting = new Map();

function body(article) {
  const position = article.dataset.position;
  const fields = new URLSearchParams({ csrfmiddlewaretoken: token });
  const chosen = article.querySelector(`input[name="f${position}"]:checked`);
  if (chosen) fields.set(`f${position}`, chosen.value);
  fields.set(`k${position}`, article.querySelector("textarea").value);
  fields.set(`v${position}`, article.querySelector(`input[name="v${position}"]`).value);
  return fields;
}

function say(article, state) {
  const line = article.querySelector("[data-saved]");
  line.dataset.state = state;
  line.querySelector("span").textContent = line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
}

async function save(article) {
  if (article.dataset.saving) {
    article.dataset.again = "1";
    return;
  }
  article.dataset.saving = "1";
  delete article.dataset.again;
  say(article, "saving");
  try {
    const answer = await fetch(article.dataset.save, { method: "POST", body: body(article), headers: { "HX-Request": "true" }, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    take(article, await answer.text());
  } catch {
    delete article.dataset.saving;
    say(article, "kept");
    waiting.set(article.id, article.dataset.position);
  }
}

/** Put the saved version in place without taking focus, or text that was typed in the meantime, from the person. */
function take(article, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("article");
  const position = article.dataset.position;
  const version = fresh.querySelector(`input[name="v${position}"]`).value;
  const clash = fresh.querySelector(".as-clash");
  waiting.delete(article.id);
  delete article.dataset.saving;
  article.querySelector(`input[name="v${position}"]`).value = version;
  article.querySelector(".as-clash")?.remove();
  if (clash) article.querySelector("fieldset").before(clash);
  say(article, clash ? "idle" : "saved");
  if (!clash) count();
  if (article.dataset.again) save(article);
}

function count() {
  const bar = document.getElementById("ledning-framsteg");
  const here = new Set([...form.querySelectorAll("input[type=radio]:checked")].map((input) => input.name)).size;
  const total = Number(bar.dataset.total);
  const done = Number(bar.dataset.elsewhere) + here;
  const share = `${((100 * done) / total).toFixed(2)}%`;
  bar.querySelector(".rt-progress-done").setAttribute("x2", share);
  [...bar.querySelectorAll(".rt-knot")].pop().setAttribute("cx", share);
  bar.querySelector(".rt-progress-text").textContent = `${done} ${bar.dataset.of} ${total}`;
}

form.addEventListener("change", (event) => {
  const article = event.target.closest("article[data-save]");
  if (article) save(article);
});
addEventListener("online", () => {
  for (const id of waiting.keys()) save(document.getElementById(id));
});
addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
form.addEventListener("submit", () => waiting.clear());
