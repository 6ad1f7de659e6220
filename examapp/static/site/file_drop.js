// A file dropped on the area, or chosen in it, is sent at once; data-wait leaves the sending to the button.
// Without this the browser's own file field and the button do the same. Plain file fields get the page's own words.
function take(area) {
  const input = area.querySelector("input[type=file]");
  const chosen = area.querySelector(".chosen");
  const button = area.querySelector("button:not([type=button])");
  const waits = "wait" in area.dataset;

  const over = (on) => (event) => {
    event.preventDefault();
    area.classList.toggle("over", on);
  };
  const send = () => {
    chosen.textContent = input.files[0]?.name ?? "";
    if (!waits && input.files.length && area.reportValidity()) area.requestSubmit();
  };

  input.classList.add("reader-only");
  area.querySelector("label.button").hidden = false;
  button.hidden = !waits;
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

// The browser's own words stand in the browser's language; these stand in the page's.
function dress(input) {
  const row = document.createElement("span");
  const label = document.createElement("label");
  const chosen = document.createElement("span");
  row.className = "file-choice";
  label.className = "button";
  label.htmlFor = input.id;
  label.textContent = input.dataset.choose;
  chosen.setAttribute("aria-live", "polite");
  row.append(label, chosen);
  input.after(row);
  input.classList.add("reader-only");
  input.addEventListener("change", () => {
    chosen.textContent = [...input.files].map((file) => file.name).join(", ");
  });
}

for (const area of document.querySelectorAll("form[data-file-drop]")) take(area);
for (const input of document.querySelectorAll("input[type=file][data-choose]")) dress(input);
