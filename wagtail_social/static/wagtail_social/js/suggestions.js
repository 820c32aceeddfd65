/* Suggestions while writing @ or #: text fields with data-ws-suggest-people or data-ws-suggest-topics.
 * Where nothing but names is written (data-ws-names) they come without @, too, and for first and last name together.
 *
 * The addresses answer {"results": [{"insert": "@lena", "label": "Lena Vos", "detail": "Facilities"}]}. The list follows
 * the ARIA pattern of a list box that is steered from the text: the focus stays in the text area. */

const WAIT = 150;
const WORD = /(^|[\s([{>"'])([@#])([\p{L}\p{N}_.-]{1,40})$/u;
const NAME = /(^|[\s,;])(?:(@)([\p{L}\p{N}_.-]{1,40})|([\p{L}\p{M}\p{N}_.'’-]{2,40}(?: [\p{L}\p{M}\p{N}_.'’-]{1,40}){0,2}))$/u;
const MIRRORED = [
  "font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing", "whiteSpace", "overflowWrap", "tabSize", "direction", "inlineSize",
];

let open = null;
let timer = 0;
let request = null;
let count = 0;

const words = () => document.querySelector("template[data-ws-text-found]")?.dataset ?? {};
const say = (text) => document.dispatchEvent(new CustomEvent("ws:announce", { detail: text }));

function addressFor(area, sign) {
  return sign === "#" ? area.dataset.wsSuggestTopics : area.dataset.wsSuggestPeople;
}

function wordAt(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  const match = ("wsNames" in area.dataset ? NAME : WORD).exec(area.value.slice(0, area.selectionStart));
  if (!match) return null;
  const [, , sign = "", word, name] = match;
  if (!addressFor(area, sign)) return null;
  const text = word ?? name;
  return { sign, text, start: area.selectionStart - text.length - sign.length, end: area.selectionStart };
}

/* Where a place in the text is drawn, from a copy of the text area laid out out of sight. */
function placeOf(area, index) {
  const mirror = document.createElement("div");
  const mark = document.createElement("span");
  const style = getComputedStyle(area);
  for (const name of MIRRORED) mirror.style[name] = style[name];
  Object.assign(mirror.style, { position: "absolute", visibility: "hidden", insetBlockStart: "0", insetInlineStart: "0", whiteSpace: "pre-wrap" });
  mirror.textContent = area.value.slice(0, index);
  mark.textContent = area.value.slice(index, index + 1) || ".";
  mirror.append(mark);
  area.parentElement.append(mirror);
  const place = { left: mark.offsetLeft, top: mark.offsetTop - area.scrollTop, line: mark.offsetHeight };
  mirror.remove();
  return place;
}

function close() {
  clearTimeout(timer);
  request?.abort();
  request = null;
  if (!open) return;
  const { area, list } = open;
  open = null;
  list.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-haspopup"]) area.removeAttribute(name);
}

function select(index) {
  const options = [...open.list.children];
  open.index = (index + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === open.index)));
  open.area.setAttribute("aria-activedescendant", options[open.index].id);
  options[open.index].scrollIntoView({ block: "nearest" });
}

function insert(index) {
  const { area, results, word } = open;
  const chosen = results[index];
  const text = String(chosen.insert);
  const whole = `${text.startsWith(word.sign) ? text : word.sign + text} `;
  const end = /^\s/.test(area.value.slice(word.end)) ? word.end + 1 : word.end;
  close();
  area.setRangeText(whole, word.start, end, "end");
  area.focus();
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
  area.dispatchEvent(new CustomEvent("ws:inserted", { bubbles: true }));
}

function optionFor(result, at, id) {
  const option = document.createElement("li");
  option.id = `${id}-${at}`;
  option.className = "ws-suggestions__option";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  for (const part of ["label", "detail"]) {
    if (!result[part]) continue;
    const line = document.createElement("span");
    line.className = `ws-suggestions__${part}`;
    line.textContent = result[part];
    option.append(line);
  }
  return option;
}

function show(area, word, results) {
  close();
  const texts = words();
  if (!results.length) {
    say(texts.wsTextNone);
    return;
  }
  const id = `ws-suggestions-${(count += 1)}`;
  const list = document.createElement("ul");
  list.id = id;
  list.className = "ws-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word.sign === "#" ? texts.wsTextTopics : texts.wsTextPeople);
  list.append(...results.map((result, at) => optionFor(result, at, id)));
  const parent = area.parentElement;
  parent.classList.add("ws-suggest");
  parent.append(list);
  const place = placeOf(area, word.start);
  const room = parent.clientWidth - list.offsetWidth;
  list.style.left = `${Math.max(0, Math.min(area.offsetLeft + place.left, room))}px`;
  list.style.top = `${area.offsetTop + place.top + place.line + 6}px`;
  area.setAttribute("aria-controls", id);
  area.setAttribute("aria-haspopup", "listbox");
  open = { area, list, results, word, index: 0 };
  select(0);
  if (list.getBoundingClientRect().bottom > window.innerHeight) list.scrollIntoView({ block: "nearest" });
  say((texts.wsTextFound ?? "").replace("{count}", results.length));
}

async function ask(area, word) {
  request?.abort();
  const mine = new AbortController();
  request = mine;
  const address = new URL(addressFor(area, word.sign), location.href);
  address.searchParams.set("q", word.text);
  if (address.origin !== location.origin) return;
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const { results = [] } = await answer.json();
    const now = wordAt(area);
    if (mine.signal.aborted || document.activeElement !== area || !now || now.start !== word.start) return;
    show(area, now, results.slice(0, 8));
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function look(area) {
  clearTimeout(timer);
  const word = wordAt(area);
  if (!word) {
    close();
    return;
  }
  timer = setTimeout(() => ask(area, word), WAIT);
}

const watched = (target) => target.matches?.("[data-ws-suggest-people], [data-ws-suggest-topics]");

document.addEventListener("input", (event) => {
  if (watched(event.target) && !event.isComposing) look(event.target);
});

document.addEventListener("focusin", (event) => {
  if (open && event.target !== open.area) close();
  if (watched(event.target)) event.target.setAttribute("aria-autocomplete", "list");
});

document.addEventListener("keydown", (event) => {
  if (!open || event.target !== open.area || event.isComposing) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) {
    event.preventDefault();
    select(open.index + moves[event.key]);
  } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey)) {
    event.preventDefault();
    insert(open.index);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    close();
  }
}, true);

/* Pressing must not take the focus out of the text. */
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".ws-suggestions__option");
  if (option && open?.list.contains(option)) event.preventDefault();
  else if (open && event.target !== open.area && !open.list.contains(event.target)) close();
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.(".ws-suggestions__option");
  if (option && open?.list.contains(option)) insert([...open.list.children].indexOf(option));
});
