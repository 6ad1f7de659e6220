// Back as the browser's own button goes: the page before comes with what was typed there. Without this script
// the link leads to the same page, empty.
for (const link of document.querySelectorAll("a[data-back]")) {
  link.addEventListener("click", (event) => {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}
