// No page of the room is left for an act without a link: a browser's own error page would take the last known state
// away. While the server was heard a moment ago a press goes its way; else the server is asked first, and where it
// does not answer the page stays as it is, says so, and nothing has been sent.
const FRESH_MS = 4000;
const EVERY_MS = 2000;
const warning = document.querySelector("[data-link-first]");
const sure = new WeakSet();
let heardAt = performance.now();
let asking = false;

function isFresh() {
  return navigator.onLine && performance.now() - heardAt < FRESH_MS;
}

async function ask() {
  try {
    const reply = await fetch(warning.dataset.linkFirst, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(FRESH_MS) });
    // Who is signed out is to be led to the sign-in, as anywhere.
    if (reply.ok || reply.type === "opaqueredirect" || reply.status === 401) heard();
  } catch {
    // Not heard.
  }
}

function heard() {
  heardAt = performance.now();
  warning.hidden = true;
}

async function askBefore(go) {
  if (asking) return;
  asking = true;
  await ask();
  asking = false;
  warning.hidden = isFresh();
  if (isFresh()) go();
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.getAttribute("method")?.toLowerCase() !== "post" || isFresh() || sure.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  askBefore(() => {
    // The button may have been drawn anew meanwhile.
    sure.add(form);
    form.requestSubmit(submitter?.isConnected ? submitter : document.getElementById(submitter?.id ?? ""));
    sure.delete(form);
  });
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || isFresh() || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  askBefore(() => { location.assign(link.href); });
});

// The console hears the server with each look; a page of one question asks for itself.
if (document.querySelector("[data-live-part]")) addEventListener("live-reply", heard);
else setInterval(() => { if (!document.hidden) ask(); }, EVERY_MS);
