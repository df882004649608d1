// A form is sent once, however many times the button is pressed, and the button shows that something is under way.
// The server has its own guard; this one only spares the person from wondering.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method.toLowerCase() !== "post") return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
});

// Back in history shows the page as it was left: busy no more. A download leaves the page where it is.
addEventListener("pageshow", release);
document.addEventListener("htmx:afterRequest", release);
addEventListener("focus", () => setTimeout(release, 1500));

function release() {
  for (const form of document.querySelectorAll('form[aria-busy="true"]')) form.removeAttribute("aria-busy");
}
