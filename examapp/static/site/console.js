// The proctor's console around its live part: keeps columns where they were scrolled to, lets no press be lost
// while the part is swapped under the finger, and says who needs the proctor to readers and in the window's title.
const room = document.getElementById("room-live");
const SCROLLERS = "#cards, #room";
const scrolled = new Map();
const title = document.title;
let pressed = null;
let known = new Set();
// When the picture's ages were right, and the heartbeats that came with a reply since.
let drawnAt = performance.now();
let signs = new Map();
let signsAt = drawnAt;

document.querySelector(".console").classList.add("with-script");

function cards() {
  return [...room.querySelectorAll("[data-card]")];
}

function sayNews() {
  const now = cards();
  const fresh = now.filter((card) => !known.has(card.dataset.card));
  known = new Set(now.map((card) => card.dataset.card));
  document.title = now.length ? `(${now.length}) ${title}` : title;
  const said = document.getElementById("said");
  if (fresh.length) said.textContent = said.dataset.one.replace("{name}", fresh.map((card) => card.dataset.name).join(", "));
}

function showAge(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// Ages run on between two looks, and while the link is away: the last known state grows old before the eye.
function tick() {
  const now = performance.now();
  for (const shown of room.querySelectorAll("[data-age]")) {
    const sign = signs.get(shown.dataset.sign);
    const seconds = sign === undefined ? Number(shown.dataset.age) + (now - drawnAt) / 1000 : sign + (now - signsAt) / 1000;
    const words = showAge(seconds);
    if (shown.textContent !== words) shown.textContent = words;
  }
}
setInterval(tick, 1000);

room.addEventListener("live-reply", (event) => {
  const sent = event.detail.get("Seat-Signs") ?? "";
  signs = new Map(sent.split(" ").filter(Boolean).map((one) => one.split("=")).map(([code, age]) => [code, Number(age)]));
  signsAt = performance.now();
});

// Scrolling does not bubble, but it can be heard on its way down.
document.addEventListener("scroll", (event) => {
  if (event.target.matches?.(SCROLLERS)) scrolled.set(event.target.id, event.target.scrollTop);
}, true);

room.addEventListener("live-part", () => {
  drawnAt = performance.now();
  for (const [id, top] of scrolled) document.getElementById(id)?.scrollTo(0, top);
  sayNews();
});

// A press whose element was replaced between down and up is given to the element that took its place.
document.addEventListener("pointerdown", (event) => {
  pressed = event.isPrimary && event.button === 0 ? event.target.closest("#room-live a[id], #room-live button[id]") : null;
});
document.addEventListener("pointercancel", () => { pressed = null; });
document.addEventListener("pointerup", (event) => {
  const gone = pressed && !pressed.isConnected ? pressed.id : "";
  pressed = null;
  if (!gone) return;
  const heir = document.getElementById(gone);
  if (heir?.contains(document.elementFromPoint(event.clientX, event.clientY))) heir.click();
});

known = new Set(cards().map((card) => card.dataset.card));
sayNews();
// A chosen seat's bar may lie below the fold of a telephone.
document.querySelector('.seat[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
