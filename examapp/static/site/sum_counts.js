// Keeps the sum under a column of counts up to date while they are typed; the server checks it all the same.

for (const counts of document.querySelectorAll("[data-sum]")) {
  const total = counts.querySelector("[data-total]");
  const wanted = Number(counts.dataset.sum);
  const add = () => {
    let sum = 0;
    for (const input of counts.querySelectorAll("input")) {
      sum += Number(input.value.trim()) || 0;
    }
    total.value = String(sum);
    total.parentElement.classList.toggle("off", sum !== wanted);
  };
  counts.addEventListener("input", add);
  add();
}
