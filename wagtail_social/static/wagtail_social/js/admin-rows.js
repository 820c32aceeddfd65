// The rows of a form in the Wagtail admin: one more, and up or down. Without this, the button asks
// the server for one more, and the number of each row says its place.

const number = (rows) => {
  let place = 0;
  for (const row of rows.querySelectorAll("[data-ws-row]")) {
    const field = row.querySelector("[data-ws-order]");
    if (!field) continue;
    const removed = row.querySelector("[name$='-DELETE']");
    if (!removed?.checked) place += 1;
    field.value = String(Math.max(place, 1));
  }
};

const reveal = (row) => {
  for (const button of row.querySelectorAll("[data-ws-move]")) button.hidden = false;
};

const add = (rows) => {
  const total = rows.querySelector("[name$='-TOTAL_FORMS']");
  const template = rows.querySelector("[data-ws-empty]");
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.querySelector("[data-ws-row]");
  rows.querySelector("[data-ws-list]").append(row);
  total.value = String(Number(total.value) + 1);
  reveal(row);
  number(rows);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
};

const move = (rows, button) => {
  const row = button.closest("[data-ws-row]");
  const other = button.dataset.wsMove === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (button.dataset.wsMove === "up") other.before(row);
  else other.after(row);
  number(rows);
  button.focus();
};

for (const rows of document.querySelectorAll("[data-ws-rows]")) {
  for (const row of rows.querySelectorAll("[data-ws-row]")) reveal(row);
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.name === "add") {
      event.preventDefault();
      add(rows);
    } else if (button.dataset.wsMove) {
      move(rows, button);
    }
  });
}
