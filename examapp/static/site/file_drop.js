// A file dropped on the area, or chosen in it, is sent at once; data-wait leaves the sending to the button.
for (const area of document.querySelectorAll("form[data-file-drop]")) {
  const input = area.querySelector("input[type=file]");
  const over = (on) => (event) => {
    event.preventDefault();
    area.classList.toggle("over", on);
  };
  const send = () => {
    if (!("wait" in area.dataset) && area.reportValidity()) area.requestSubmit();
  };
  area.addEventListener("dragenter", over(true));
  area.addEventListener("dragover", over(true));
  area.addEventListener("dragleave", over(false));
  area.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    send();
  });
  input.addEventListener("change", send);
}
