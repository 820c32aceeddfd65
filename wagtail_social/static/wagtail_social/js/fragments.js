/* What htmx leaves to the page: the CSRF token, where the focus goes after a swap, and a failed sending that keeps the
 * text and says so. */

const words = () => document.querySelector("template[data-ws-text-failed]")?.dataset ?? {};

document.addEventListener("htmx:configRequest", (event) => {
  const { verb, headers, elt } = event.detail;
  if (verb === "get") return;
  const own = elt.closest("form")?.querySelector("[name=csrfmiddlewaretoken]");
  const token = own ?? document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) headers["X-CSRFToken"] = token.value;
});

/* A failed sending. */

function placeOf(elt) {
  return elt.closest("form, .ws-load-more, .ws-acts") ?? elt;
}

function clearFailure(elt) {
  placeOf(elt).querySelector(":scope > [data-ws-failure]")?.remove();
}

function showFailure(elt, text) {
  if (!text || !elt.isConnected) return;
  clearFailure(elt);
  const line = document.createElement("p");
  line.className = "ws-alert ws-alert--danger";
  line.dataset.wsFailure = "";
  line.setAttribute("role", "alert");
  line.textContent = text;
  placeOf(elt).append(line);
}

document.addEventListener("htmx:beforeRequest", (event) => clearFailure(event.detail.elt));
document.addEventListener("htmx:sendError", (event) => showFailure(event.detail.elt, words().wsTextFailed));
document.addEventListener("htmx:timeout", (event) => showFailure(event.detail.elt, words().wsTextFailed));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = event.detail;
  if (xhr.getResponseHeader("HX-Redirect") || xhr.getResponseHeader("HX-Refresh")) return;
  showFailure(elt, xhr.status >= 500 ? words().wsTextFailed : words().wsTextRefused);
});

/* The focus after a swap: what the answer asks for, or after "show more" the first thing that is new. */

let before = null;
let chosen = null;

/* The reaction that was chosen from the list goes with the list; htmx finds again only what has an id. */
function chosenReaction() {
  const button = document.activeElement?.closest?.(".ws-reactions__list button");
  const form = button?.closest(".ws-reactions");
  return form ? { of: form.id.replace(/-reactions$/, ""), kind: button.className.match(/ws-kind-([\w-]+)/)?.[1] } : null;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  chosen = chosenReaction();
  const more = event.detail.elt?.closest?.(".ws-load-more") ?? event.detail.target?.closest?.(".ws-load-more");
  before = more ? { parent: more.parentElement, last: more.previousElementSibling } : null;
});

/* What is put beside other things, not in place of something, has no settling of its own. */
document.addEventListener("htmx:load", (event) => {
  if (event.target.matches?.("li[data-ws-focus]")) event.target.focus();
});

/* What opened the form that has been cancelled. */
function openerOf(elt) {
  return elt?.dataset.wsFocus === "opener" ? document.querySelector(`[hx-target="#${elt.parentElement?.id}"]`) : null;
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (chosen && document.activeElement === document.body) {
    (document.getElementById(`${chosen.of}-${chosen.kind}`) ?? document.getElementById(`${chosen.of}-choice`))?.focus();
  }
  chosen = null;
  const root = event.detail.elt;
  if (!root?.isConnected && !before) return;
  const asked = root.matches?.("[data-ws-focus]") ? root : root.querySelector?.("[data-ws-focus]");
  const fresh = before && (before.last ? before.last.nextElementSibling : before.parent.firstElementChild);
  const target = openerOf(asked) ?? asked ?? fresh;
  before = null;
  if (!target || target.matches(".ws-load-more")) return;
  if (!target.matches("a, button, input, select, textarea, [tabindex]")) target.tabIndex = -1;
  target.focus({ preventScroll: target === fresh });
});
