// The browser's back button leads to a question whose answer was sent already: pressed again it would be done
// again. Whoever comes there by that button is led on to the room, which shows what has become of it. A question
// that is opened anew asks as ever.
const key = `sent ${location.pathname}`;
const back = document.getElementById("back");

function lead() {
  if (sessionStorage.getItem(key)) location.replace(back.href);
}

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") lead();
else if (document.querySelector("main form")) sessionStorage.removeItem(key); // asked anew, or refused: nothing was done
addEventListener("pageshow", (event) => { if (event.persisted) lead(); });

document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("method")?.toLowerCase() === "post" && !event.defaultPrevented) sessionStorage.setItem(key, "yes");
});
