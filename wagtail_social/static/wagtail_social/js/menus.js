/* Menus are details elements and open without a script. This closes them: on Escape, by a press outside, when the
 * focus leaves, and when another opens. */

const OPEN = "details[data-ws-menu][open]";

function closeMenus(except) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest?.("details[data-ws-menu]"));
});

document.addEventListener("focusin", (event) => {
  closeMenus(event.target.closest?.("details[data-ws-menu]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const menu = event.target.closest?.(OPEN) ?? document.querySelector(OPEN);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
