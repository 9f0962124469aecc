// Keeps what is shown fresh without a reload; every page works without it, too.
for (const frame of document.querySelectorAll("iframe:not([sandbox])")) {
  // The forms are of this site, so their height can be asked for.
  const fit = () => { frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 2}px`; };
  frame.addEventListener("load", fit);
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childElementCount) fit();
}
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(old.id);
      if (now && now.innerHTML !== old.innerHTML) old.innerHTML = now.innerHTML;
    }
  } catch { /* the stack has stopped; the next try tells */ }
}, 1500);
