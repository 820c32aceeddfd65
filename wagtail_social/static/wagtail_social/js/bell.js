/* The figure beside the bell stays true while a page is open. Asks once a minute, less often when nothing changes,
 * never in a tab that is hidden, and stops where the person is no longer signed in. */

const bell = document.querySelector("a[data-ws-bell]");
const SHORTEST = 60_000;
const LONGEST = 300_000;
let pause = SHORTEST;
let timer = 0;

function show({ figure, label }) {
  const place = bell.querySelector(".ws-bell__figure");
  const changed = place.textContent !== figure;
  place.textContent = figure;
  place.hidden = !figure;
  bell.setAttribute("aria-label", label);
  return changed;
}

async function ask() {
  timer = 0;
  try {
    const answer = await fetch(bell.dataset.wsBell, { redirect: "manual", headers: { Accept: "application/json" } });
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return;
    pause = answer.ok && show(await answer.json()) ? SHORTEST : Math.min(pause * 1.5, LONGEST);
  } catch {
    pause = LONGEST;
  }
  wait();
}

function wait() {
  if (timer || document.hidden) return;
  /* Not all at once: those who opened a page at nine would ask together all day. */
  timer = setTimeout(ask, pause * (0.9 + Math.random() * 0.2));
}

if (bell) {
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    timer = 0;
    if (!document.hidden) {
      pause = SHORTEST;
      ask();
    }
  });
  wait();
}
