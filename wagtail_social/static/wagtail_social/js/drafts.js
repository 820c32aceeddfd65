/* Unsent text stays in this browser until the server has it: form[data-ws-draft="KEY"].
 *
 * Kept per person, so that two people at one computer never see each other's; forgotten after 30 days, when the text is
 * emptied, or when a page or fragment says data-ws-draft-clear="KEY". */

const PREFIX = "ws-draft:";
const DAYS = 30;
const WAIT = 250;
const timers = new WeakMap();

const user = document.querySelector(".ws[data-ws-user]")?.dataset.wsUser ?? "";
const texts = () => document.querySelector("template[data-ws-text-draft]")?.dataset ?? {};
const nameOf = (key) => `${PREFIX}${user}:${key}`;

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function read(name) {
  try {
    return JSON.parse(storage()?.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    storage()?.setItem(name, JSON.stringify(value));
  } catch {
    /* A full or closed storage must never stand in the way of writing. */
  }
}

function forget(key) {
  storage()?.removeItem(nameOf(key));
}

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && field.matches("textarea, input[type=text], input:not([type])") && !field.readOnly,
  );
}

function save(form) {
  const key = form.dataset.wsDraft;
  if (!user || !key) return;
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.value.trim() && field.value !== field.defaultValue) values[field.name] = field.value;
  }
  if (Object.keys(values).length) write(nameOf(key), { at: Date.now(), values });
  else forget(key);
}

function saveNow(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  save(form);
}

function note(form) {
  if (form.querySelector(".ws-draft-note")) return;
  const line = document.createElement("p");
  line.className = "ws-draft-note";
  line.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = texts().wsTextDraft;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = texts().wsTextDiscard;
  button.addEventListener("click", () => {
    forget(form.dataset.wsDraft);
    const fields = fieldsOf(form);
    for (const field of fields) {
      field.value = field.defaultValue;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    line.remove();
    fields[0]?.focus();
  });
  line.append(words, button);
  form.append(line);
}

function restore(form) {
  const kept = read(nameOf(form.dataset.wsDraft));
  if (!kept?.values) return;
  let restored = false;
  for (const field of fieldsOf(form)) {
    const value = kept.values[field.name];
    const bound = field.getAttribute("aria-invalid") === "true" || form.querySelector(".ws-alert--danger");
    if (typeof value !== "string" || bound || field.value !== field.defaultValue || field.value === value) continue;
    field.value = value;
    restored = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (!restored) return;
  const reply = form.closest("details.ws-reply");
  if (reply && !reply.open) {
    reply.dataset.wsRestored = "";
    reply.open = true;
  }
  note(form);
}

/* Forget what the server has, then bring back the rest. */
function readPage(root) {
  if (!user) return;
  const cleared = [...root.querySelectorAll("[data-ws-draft-clear]")];
  if (root.matches?.("[data-ws-draft-clear]")) cleared.push(root);
  for (const mark of cleared) forget(mark.dataset.wsDraftClear);
  const forms = [...root.querySelectorAll("form[data-ws-draft]")];
  if (root.matches?.("form[data-ws-draft]")) forms.push(root);
  for (const form of forms) restore(form);
}

function tidy() {
  const store = storage();
  if (!store || !user) return;
  const oldest = Date.now() - DAYS * 86400000;
  for (const name of Object.keys(store)) {
    if (name.startsWith(PREFIX) && !((read(name)?.at ?? 0) > oldest)) store.removeItem(name);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset?.wsDraft || !event.isTrusted) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), WAIT));
});

document.addEventListener("ws:inserted", (event) => {
  if (event.target.form?.dataset.wsDraft) saveNow(event.target.form);
});

document.addEventListener("submit", (event) => {
  if (event.target.dataset?.wsDraft) saveNow(event.target);
}, true);

window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-ws-draft]")) {
    if (timers.has(form)) saveNow(form);
  }
});

document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) readPage(event.target);
});

tidy();
readPage(document);
