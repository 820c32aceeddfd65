/* The screen of who takes the minutes: notes save themselves, ticks save at once, and the list of items shows where one
 * is. Without it every part is a form with a button.
 *
 * What is typed is kept in this browser too, with the version it was typed on, until the server has it. */

const PAUSE = 1500;
const LOCAL = 250;
const RETRIES = [3000, 8000, 20000, 60000];
/* What a browser still sends when its page has gone (bytes). */
const KEEPALIVE = 60000;

const desk = document.querySelector("[data-ws-session]");
const words = desk?.dataset ?? {};
const user = document.querySelector(".ws[data-ws-user]")?.dataset.wsUser ?? "";
const notes = new Map();

async function send(form, extra = {}, options = {}) {
  const data = new FormData(form);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: new URLSearchParams(data),
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    ...options,
  });
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  return { status: answer.redirected || answer.status === 401 ? 401 : answer.status, body: json ? await answer.json() : null };
}

function say(place, text, tone = "") {
  if (!place) return;
  if (place.textContent !== (text ?? "")) place.textContent = text ?? "";
  place.classList.toggle("ws-late", tone === "danger");
}

/* Texts that wait in this browser. */

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

class Note {
  constructor(box) {
    this.box = box;
    this.form = box.querySelector("form");
    this.area = this.form.elements.text;
    this.status = this.form.querySelector("[data-ws-status]");
    this.stored = this.area.value;
    this.version = this.form.elements.version;
    /* The names of drafts are tidied by drafts.js. */
    this.name = `ws-draft:${user}:note:${this.form.getAttribute("action")}:${box.dataset.wsNote}`;
    this.timer = 0;
    this.localTimer = 0;
    this.tries = 0;
    this.busy = false;
    this.crossed = null;
    this.stopped = false;
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => this.save());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.tries = 0;
      this.stopped = false;
      this.save();
    });
    this.restore();
  }

  get changed() {
    return this.area.value !== this.stored;
  }

  typed() {
    clearTimeout(this.localTimer);
    this.localTimer = setTimeout(() => this.keep(), LOCAL);
    if (!this.stopped) this.wait(PAUSE);
    if (!this.tries && !this.stopped) say(this.status, words.wsSayUnsaved);
  }

  wait(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  keep() {
    clearTimeout(this.localTimer);
    try {
      if (!this.changed) storage()?.removeItem(this.name);
      else storage()?.setItem(this.name, JSON.stringify({ at: Date.now(), text: this.area.value, version: this.version.value }));
    } catch {
      /* A full or closed storage must never stand in the way of writing. */
    }
  }

  /* A text that was typed on an older version is sent on that one, so that the server shows both. */
  restore() {
    let kept = null;
    try {
      kept = JSON.parse(storage()?.getItem(this.name) ?? "null");
    } catch {
      return;
    }
    if (typeof kept?.text !== "string" || kept.text === this.stored) {
      this.keep();
      return;
    }
    this.area.value = kept.text;
    this.version.value = kept.version;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    say(this.status, words.wsSayBack);
  }

  async save(options = {}) {
    clearTimeout(this.timer);
    if (this.crossed || !this.changed || this.stopped) return;
    this.keep();
    if (this.busy) return;
    this.busy = true;
    const text = this.area.value;
    if (!this.tries) say(this.status, words.wsSaySaving);
    try {
      const { status, body } = await send(this.form, { text }, options);
      this.answered(status, body, text);
    } catch {
      this.again(words.wsSayOffline);
    } finally {
      this.busy = false;
      if (this.changed && !this.crossed && !this.tries && !this.stopped) this.wait(PAUSE);
    }
  }

  answered(status, body, text) {
    if (status === 200 && body) {
      this.has(body, text);
    } else if (status === 409 && body?.html) {
      this.choose(body);
    } else if (status === 401 || status === 403) {
      this.stop(words.wsSaySignedOut);
    } else if (status === 422 && body?.message) {
      this.stop(body.message);
    } else if (status === 404) {
      this.stop(words.wsSayGone);
    } else {
      this.again(words.wsSayFailed);
    }
  }

  /* The server has it. What came over the line may differ in the ends of its lines. */
  has(body, text) {
    this.tries = 0;
    this.stored = text;
    this.version.value = body.version;
    this.box.querySelector("[data-ws-written]")?.remove();
    this.keep();
    say(this.status, body.message);
  }

  stop(text) {
    this.stopped = true;
    say(this.status, text, "danger");
  }

  again(text) {
    const time = RETRIES[Math.min(this.tries, RETRIES.length - 1)];
    this.tries += 1;
    say(this.status, text, "danger");
    this.wait(time);
  }

  /* Both texts in place of the one, until one of them is chosen. */
  choose(body) {
    this.tries = 0;
    const holder = document.createElement("div");
    holder.innerHTML = body.html;
    const form = holder.querySelector("form");
    this.crossed?.remove();
    this.crossed = form;
    this.form.hidden = true;
    this.box.append(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.chosen(form, event.submitter?.value ?? "third");
    });
    const third = form.elements.text;
    third.addEventListener("input", () => {
      this.area.value = third.value;
      this.keep();
    });
    form.querySelector("button").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  async chosen(form, choice) {
    const status = form.querySelector("[data-ws-status]");
    try {
      const { status: code, body } = await send(form, { choice });
      if (code === 200 && body) {
        form.remove();
        this.crossed = null;
        this.form.hidden = false;
        this.area.value = body.text;
        this.has(body, this.area.value);
        this.area.dispatchEvent(new Event("input", { bubbles: true }));
        say(this.status, body.message);
        this.area.focus();
      } else if (code === 409 && body?.html) {
        this.choose(body);
      } else {
        say(status, code === 401 || code === 403 ? words.wsSaySignedOut : body?.message ?? words.wsSayFailed, "danger");
      }
    } catch {
      say(status, words.wsSayOffline, "danger");
    }
  }

  leave() {
    if (this.crossed || !this.changed) return;
    this.keep();
    if (!this.busy) this.save(new Blob([this.area.value]).size < KEEPALIVE ? { keepalive: true } : {});
  }
}

/* Who is here. */

function watchPresence(form) {
  const status = form.querySelector("[data-ws-status]");
  const waiting = new Map();
  let timer = 0;
  let tries = 0;

  async function sendAll() {
    clearTimeout(timer);
    const now = new Map(waiting);
    const data = new URLSearchParams(now);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const json = (answer.headers.get("Content-Type") ?? "").includes("json");
      if (answer.redirected || !json) {
        say(status, answer.redirected || answer.status === 403 ? words.wsSaySignedOut : words.wsSayFailed, "danger");
        return;
      }
      const body = await answer.json();
      if (!answer.ok) {
        say(status, body.message, "danger");
        return;
      }
      for (const [name, value] of now) if (waiting.get(name) === value) waiting.delete(name);
      tries = 0;
      say(status, body.message);
      const here = document.querySelector("[data-ws-here]");
      if (here) here.textContent = body.here;
    } catch {
      say(status, words.wsSayOffline, "danger");
      timer = setTimeout(sendAll, RETRIES[Math.min(tries, RETRIES.length - 1)]);
      tries += 1;
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    waiting.set(event.target.name, event.target.value);
    sendAll();
  });
  window.addEventListener("online", () => waiting.size && sendAll());
}

/* Where one is. */

function watchPlaces(nav) {
  const links = new Map([...nav.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let shown = null;

  function mark(link) {
    if (!link || link === shown) return;
    shown?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    shown = link;
    const list = link.closest("ol");
    const place = link.parentElement;
    if (list.scrollWidth > list.clientWidth) list.scrollTo({ left: place.offsetLeft - list.offsetLeft - 16 });
  }

  function look() {
    const edge = window.innerHeight * 0.35;
    const above = parts.filter((part) => part.getBoundingClientRect().top <= edge);
    mark(links.get((above.at(-1) ?? parts[0])?.id));
  }

  let asked = false;
  window.addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      look();
    });
  }, { passive: true });
  document.addEventListener("focusin", (event) => {
    const part = event.target.closest?.(".ws-desk, .ws-presence");
    if (part) mark(links.get(part.id));
  });
  look();
}

if (desk) {
  for (const box of desk.querySelectorAll("[data-ws-note]")) notes.set(box.dataset.wsNote, new Note(box));
  for (const form of desk.querySelectorAll("form[data-ws-presence]")) watchPresence(form);
  const nav = document.querySelector("[data-ws-session-nav]");
  if (nav) watchPlaces(nav);
  window.addEventListener("online", () => notes.forEach((note) => note.save()));
  window.addEventListener("pagehide", () => notes.forEach((note) => note.leave()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") notes.forEach((note) => note.leave());
  });
}
