// Keeps what is shown fresh without a reload; every page works without it, too.
// How often a frame was loaded: after the first time, a form was posted in it.
let loads = 0;
for (const frame of document.querySelectorAll("iframe:not([sandbox])")) {
  // The forms are of this site, so their height can be asked for; a page of thanks may be of another one.
  const fit = () => {
    const height = frame.contentDocument?.documentElement.scrollHeight;
    if (height) frame.style.height = `${height + 2}px`;
  };
  frame.addEventListener("load", () => { fit(); loads += 1; });
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childElementCount) fit();
}
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(old.id);
      if (!now || now.innerHTML === old.innerHTML) continue;
      old.innerHTML = now.innerHTML;
      // The lead of the form that was just posted comes in sight.
      if (old.id === "leads" && loads > 1) { old.scrollIntoView({ block: "nearest" }); loads = 1; }
    }
  } catch { /* the stack has stopped; the next try tells */ }
}, 1500);
