// A second press of a sending button does nothing; its label may change (data-busy) while its width stays.
// The summary of errors takes focus when it is there.
// A reply that is a file leaves the page standing, so the form opens again after a while.
const RELEASE_AFTER_MS = 15000;

function release() {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  for (const button of document.querySelectorAll('button[aria-disabled="true"]')) {
    button.removeAttribute("aria-disabled");
    if (button.dataset.label) button.querySelector("span").textContent = button.dataset.label;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post" || form.target || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(release, RELEASE_AFTER_MS);
  const button = event.submitter;
  if (!button) return;
  button.setAttribute("aria-disabled", "true");
  const label = button.querySelector("span");
  if (button.dataset.busy && label) {
    button.style.minWidth = `${button.offsetWidth}px`;
    button.dataset.label = label.textContent;
    label.textContent = button.dataset.busy;
  }
});

// A page brought back by the browser's back button must be able to send again.
window.addEventListener("pageshow", release);

document.querySelector("[data-take-focus]")?.focus();
