/* Around reading: saying things to a screen reader, copying an address, going to the comment an address names, and
 * wide code and tables that a keyboard can scroll. */

/* One quiet place to say things to a screen reader. */
function announce(text) {
  const place = document.querySelector("[data-ws-live]");
  if (place) place.textContent = text ?? "";
}

document.addEventListener("ws:announce", (event) => announce(event.detail));

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-ws-copy]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    location.assign(link.href);
    return;
  }
  const done = document.querySelector("template[data-ws-text-copied]")?.dataset.wsTextCopied ?? "";
  announce(done);
  const words = [...link.childNodes].reverse().find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!words || link.dataset.wsCopied !== undefined) return;
  const before = words.data;
  link.dataset.wsCopied = "";
  words.data = done;
  setTimeout(() => {
    words.data = before;
    delete link.dataset.wsCopied;
    const menu = link.closest("details[data-ws-menu][open]");
    if (menu?.contains(document.activeElement)) menu.querySelector("summary").focus();
    if (menu) menu.open = false;
  }, 1200);
});

/* An address that ends in #comment-55 leads a keyboard and a screen reader there as well as the eye. */
function followAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target?.closest(".ws") || !target.matches(".ws-comment, .ws-post, .ws-main")) return;
  for (const marked of document.querySelectorAll(".ws-comment--target")) marked.classList.remove("ws-comment--target");
  if (target.matches(".ws-comment")) target.classList.add("ws-comment--target");
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start" });
}

window.addEventListener("hashchange", followAddress);
if (location.hash) followAddress();

/* What is wider than its place scrolls, and what scrolls can be reached by a keyboard. */
function reachWideParts(root) {
  for (const part of root.querySelectorAll(".ws-text pre, .ws-text table")) {
    if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
    else if (part.getAttribute("tabindex") === "0") part.removeAttribute("tabindex");
  }
}

let resized = 0;
window.addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => reachWideParts(document), 200);
});
document.addEventListener("htmx:load", (event) => reachWideParts(event.target));
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".ws-text details")) reachWideParts(event.target);
}, true);
reachWideParts(document);
