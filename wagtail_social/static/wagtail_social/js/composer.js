/* Forms people write in: form[data-ws-compose]. Text areas grow with the text, Ctrl+Enter sends, and a second press
 * while the first is on its way sends nothing. */

const ROOM = 0.6;

function grow(area) {
  if (!area.closest("form[data-ws-compose]")) return;
  const most = window.innerHeight * ROOM;
  area.style.setProperty("block-size", "auto");
  const edge = area.offsetHeight - area.clientHeight;
  area.style.setProperty("block-size", `${Math.min(area.scrollHeight + edge, most)}px`);
}

function growAll(root) {
  for (const area of root.querySelectorAll("form[data-ws-compose] textarea")) {
    if (area.value && area.offsetParent) grow(area);
  }
}

function setBusy(form, busy) {
  if (busy) form.dataset.wsBusy = "";
  else delete form.dataset.wsBusy;
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea")) grow(event.target);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("textarea")) grow(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form[data-ws-compose]");
  if (!form || !event.target.matches("textarea, input")) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[type=submit], button:not([type])"));
});

/* In the capturing phase, so that nobody else, htmx included, sees a second sending. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches?.("form[data-ws-compose]")) return;
  if (form.dataset.wsBusy !== undefined) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  setBusy(form, true);
  /* Who stopped the sending for a reason of their own gets the form back. */
  setTimeout(() => {
    if (event.defaultPrevented && !form.matches("[hx-post]")) setBusy(form, false);
  });
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form");
  if (form) setBusy(form, false);
});

/* Back from the next page, the form is as it was left: busy. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-ws-busy]")) setBusy(form, false);
});

/* A reply box that opens puts the cursor where one writes. */
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.ws-reply[open]")) return;
  if (event.target.dataset.wsRestored !== undefined) return;
  event.target.querySelector("textarea")?.focus();
}, true);

document.addEventListener("htmx:load", (event) => growAll(event.target));

/* Where a check of the form found something, reading begins there. */
document.querySelector(".ws-main [data-ws-focus]")?.focus();
growAll(document);
