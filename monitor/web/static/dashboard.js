// What moves: the reader's own time, the live timeline, the slider through time, and what keeps itself fresh.
// Every page works without it. It writes no markup of its own: what it puts into a page our own server rendered.
"use strict";

const FORMS = {
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  short: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

function localTimes(root) {
  const today = new Date().toDateString();
  for (const time of root.querySelectorAll("time[data-form]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    const elsewhen = time.dataset.form === "clock" && moment.toDateString() !== today;
    const form = elsewhen ? FORMS.short : FORMS[time.dataset.form];
    time.title = time.title || time.dateTime.replace("T", " ").replace(/\.\d+Z$/, " UTC");
    time.textContent = new Intl.DateTimeFormat(undefined, form).format(moment);
  }
}

function parsed(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  localTimes(page);
  return page;
}

// ------------------------------------------------------------------------------------------ the live timeline

const SHOWN = 200;
const GATHER_MS = 150;
const AGAIN_MS = 5000;

function liveTimeline(list) {
  const panel = document.querySelector("[data-live]");
  const state = panel.querySelector("[data-live-state]");
  const pause = panel.querySelector("[data-pause]");
  const held = document.querySelector("[data-held]");
  const show = held.querySelector("[data-show]");
  const announce = document.querySelector("[data-announce]");
  const title = document.title;
  let position = Number(list.dataset.position);
  let paused = false;
  let fetching = false;
  let again = false;
  let timer = null;
  let waiting = [];

  panel.hidden = false;

  function say() {
    held.hidden = waiting.length === 0;
    show.textContent = waiting.length === 1 ? "Show 1 new event" : `Show ${waiting.length} new events`;
    document.title = waiting.length ? `(${waiting.length}) ${title}` : title;
  }

  function reveal() {
    if (waiting.length) document.querySelector("[data-empty]")?.remove();
    for (const item of waiting) {
      const known = list.querySelector(`[data-position="${CSS.escape(item.dataset.position)}"]`);
      if (known) continue;
      item.classList.add("fresh");
      list.prepend(item);
    }
    waiting = [];
    while (list.children.length > SHOWN) list.lastElementChild.remove();
    say();
  }

  // Nobody's reading is moved: what comes while somebody reads further down, or holds the list, waits for them.
  const reading = () => window.scrollY > 240 || list.contains(document.activeElement) || document.hidden;

  async function look() {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      let more = true;
      while (more) {
        const address = new URL(list.dataset.fresh, location.href);
        address.searchParams.set("after", position);
        const answer = await fetch(address, { redirect: "manual" });
        if (answer.type === "opaqueredirect") { location.reload(); return; } // signed out: to the sign-in page
        if (!answer.ok) throw new Error(String(answer.status));
        position = Math.max(position, Number(answer.headers.get("x-next")));
        more = answer.headers.get("x-more") === "1";
        const items = [...parsed(await answer.text()).body.querySelectorAll("li.event")].reverse();
        if (items.length === 0) continue;
        waiting.push(...items);
        if (waiting.length > SHOWN) waiting = waiting.slice(-SHOWN);
        const newest = items.at(-1).querySelector("h3").textContent.replace(/\s+/g, " ").trim();
        if (!paused) announce.textContent = items.length === 1 ? newest : `${items.length} new events. ${newest}`;
      }
      if (paused || reading()) say(); else reveal();
    } catch {
      again = false;
      timer = setTimeout(look, 3000);
    } finally {
      fetching = false;
      if (again) { again = false; look(); }
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, GATHER_MS);
  }

  let stream = null;

  function connect() {
    const address = new URL(list.dataset.stream, location.href);
    address.searchParams.set("after", position);
    stream = new EventSource(address);
    for (const type of list.dataset.types.split(" ")) stream.addEventListener(type, soon);
    stream.onopen = () => {
      panel.classList.remove("lost");
      state.textContent = paused ? "Paused" : "Live";
      soon();
    };
    stream.onerror = () => {
      panel.classList.add("lost");
      state.textContent = "Connection lost; trying again";
      // Browsers try again by themselves but where they were refused: signed out, or too many streams.
      if (stream.readyState === EventSource.CLOSED) { soon(); setTimeout(connect, AGAIN_MS); }
    };
  }

  connect();
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    panel.classList.toggle("off", paused);
    state.textContent = paused ? "Paused" : "Live";
    if (!paused) reveal();
  });
  document.addEventListener("visibilitychange", () => { if (!paused && !reading()) reveal(); });
  show.addEventListener("click", () => { reveal(); window.scrollTo({ top: 0 }); });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

// ------------------------------------------------------------------------------------ the slider through time

function slider(form) {
  const range = form.querySelector("input[type=range]");
  const output = form.querySelector("output");
  let asked = 0;
  form.querySelector("button").hidden = true;
  range.addEventListener("input", async () => {
    const mine = ++asked;
    const address = new URL(form.action, location.href);
    address.search = new URLSearchParams(new FormData(form)).toString();
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (mine !== asked) return;
    try {
      const answer = await fetch(address);
      const page = parsed(await answer.text());
      const fresh = page.querySelector("[data-standing]");
      if (mine !== asked) return;
      if (!fresh) { location.assign(address); return; } // signed out, or gone: the page itself says which
      document.querySelector("[data-standing]").replaceWith(fresh);
      output.replaceChildren(...page.querySelector(".travel output").childNodes);
      range.setAttribute("aria-valuetext", output.textContent.replace(/\s+/g, " ").trim());
      history.replaceState(null, "", address);
    } catch {
      output.textContent = "The daemon does not answer; try again in a moment.";
    }
  });
}

// ---------------------------------------------------------------------------------- what keeps itself fresh

function keepFresh(region) {
  const every = 1000 * Number(region.dataset.refresh);
  setInterval(async () => {
    const current = document.getElementById(region.id);
    const busy = current.contains(document.activeElement) || current.querySelector("details[open]");
    if (document.hidden || busy || !getSelection().isCollapsed) return;
    try {
      const answer = await fetch(location.href, { redirect: "error" });
      const fresh = answer.ok ? parsed(await answer.text()).getElementById(region.id) : null;
      if (fresh) current.replaceWith(fresh);
    } catch { /* The page as it stands says when it is from; the next look may do better. */ }
  }, every);
}

// A live blog takes seconds to be read: the button says that it is, and a second press does nothing.
addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy) return;
  if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
});

localTimes(document);
for (const list of document.querySelectorAll("[data-stream]")) liveTimeline(list);
for (const form of document.querySelectorAll("form.travel")) slider(form);
for (const region of document.querySelectorAll("[data-refresh]")) keepFresh(region);
