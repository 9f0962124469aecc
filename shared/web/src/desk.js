// Keeps an open worklist fresh: asks every ten seconds whether there is a new hot lead, and every minute once nobody has
// touched the page for five minutes. The page works without it.
"use strict";
(() => {
  const work = document.querySelector("[data-poll]");
  if (!work) return;
  const BUSY = 10_000, IDLE = 60_000, IDLE_AFTER = 300_000;
  let tag = null, used = Date.now(), timer = 0;

  const wait = () => document.hidden || Date.now() - used > IDLE_AFTER ? IDLE : BUSY;
  const plan = () => { clearTimeout(timer); timer = setTimeout(ask, wait()); };

  async function ask() {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(work.dataset.poll, { headers, cache: "no-store", credentials: "same-origin" });
      if (answer.status === 401) return location.reload();
      if (answer.status === 200) {
        const { new: leads } = await answer.json();
        tag = answer.headers.get("ETag");
        const isShown = (id) => work.querySelector(`a[href$="/${id}"]`) !== null;
        if (!leads.every(isShown)) await refresh();
      }
    } catch { /* No network: the next try comes. */ }
    plan();
  }

  async function refresh() {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-poll]");
    if (!fresh) return;
    work.replaceChildren(...fresh.childNodes);
    document.title = "● " + page.title;
  }

  const touch = () => {
    const wasIdle = wait() === IDLE;
    used = Date.now();
    document.title = document.title.replace(/^● /, "");
    if (wasIdle) ask();
  };
  for (const event of ["pointerdown", "keydown", "focus"]) addEventListener(event, touch);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) touch(); });
  plan();
})();
