// Puts forms of Leadwright into any page, and tells with them how the visitor came. It needs no library, no inline script
// and no cookie. `build.rs` puts it into one function, in strict mode, and takes comments and blanks out.
//
// Before the visitor agrees, nothing is stored: first and last touch are what the address and the referrer of this page
// say. After it (a ticked box of a form, a link of a mail to somebody who had ticked it, or the event `leadwright-consent`
// of the page's own banner) one entry of localStorage keeps the two touches and, if the person agreed to page views, a
// token. The event `leadwright-forget` removes it.
// A page may name the script once for each form.
if (document.leadwright) return;
document.leadwright = 1;
const doc = document, KEY = "leadwright", HALF_A_YEAR = 15552e6;
const base = doc.currentScript.src.replace(/\/(assets\/)?embed[^/]*$/, "");
let kept, count = 0;
try { kept = JSON.parse(localStorage[KEY]); } catch {}
const forget = () => { kept = null; try { delete localStorage[KEY]; } catch {} };
if (kept && kept.at < Date.now() - HALF_A_YEAR) forget();

// An address without what may be personal.
const clean = (url) => /^https?:/.test(url) ? url.split(/[?#]/)[0] : "";
const here = () => clean(location.href);
const named = (page) => [...new URL(page).searchParams].filter(([name]) => /^(utm_\w+|[gw]braid|gclid|fbclid|msclkid|li_fat_id)$/.test(name));
const touch = (page, referrer) => new URLSearchParams([...named(page), ["page", clean(page)], ["referrer", clean(referrer)]]) + "";
// A page behind another one of this site goes on with its visit, unless its own address says more.
const before = doc.referrer, inside = before.startsWith(location.origin + "/");
const last = inside && !named(location.href)[0]
  ? kept?.last || touch(before)
  : touch(location.href, inside ? "" : before);
const keep = (more) => {
  kept = { first: last, ...kept, last, at: Date.now(), ...more };
  try { localStorage[KEY] = JSON.stringify(kept); } catch {}
};
const view = () => {
  if (kept?.token) fetch(`${base}/v/${kept.token}`, { method: "POST", mode: "no-cors", keepalive: true, body: new URLSearchParams({ page: here() }) }).catch(() => {});
};

const make = (kind, values) => Object.assign(doc.createElement(kind), values);
const fill = (form) => {
  const values = { first_touch: kept?.first, last_touch: last, form_page: here(), known: kept?.token };
  for (const [name, value] of Object.entries(values))
    if (value && !form.elements[name]) form.append(make("input", { type: "hidden", name, value }));
  watchForm(form, form.dataset.leadwright);
};

// For pages whose policy asks for trusted types: all HTML is our own.
const same = (text) => text, plain = { createHTML: same, createScriptURL: same };
const policy = window.trustedTypes?.createPolicy("leadwright", plain) || plain;
const show = async (box, post) => {
  const url = `${base}/forms/${box.dataset.leadwright}?embed=${++count}`;
  const answer = await fetch(post || !kept?.token ? url : `${url}&known=${kept.token}`, post);
  const page = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
  const form = page.querySelector("form"), done = page.querySelector("[data-done]");
  if (!form && !done) throw answer;
  box.replaceChildren(...page.body.childNodes);
  for (const { dataset } of box.querySelectorAll("[data-captcha]"))
    doc.head.append(make("script", { src: policy.createScriptURL(dataset.captcha) }));
  if (form) {
    // It came back: it was shown before.
    if (post) form.dataset.shown = 1;
    fill(form);
    form.action = url;
    form.onsubmit = (event) => {
      event.preventDefault();
      if (!form.ariaBusy) send(box, form);
    };
  }
  if (!post) return;
  (done || box.querySelector("[aria-invalid]"))?.focus();
  const { token, to } = done?.dataset || {};
  if (token) keep({ token });
  if (to) location.assign(to);
};
const send = async (box, form) => {
  form.ariaBusy = "true";
  try {
    await show(box, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  } catch {
    form.ariaBusy = null;
    form.querySelector("[data-failed]").hidden = false;
  }
};

addEventListener("leadwright-consent", (event) => keep(event.detail && { token: event.detail }));
addEventListener("leadwright-forget", forget);
const token = /^#lw=([\w.-]+)$/.exec(location.hash)?.[1];
if (token) history.replaceState(null, "", location.href.split("#")[0]);
if (token || kept) keep(token && { token });
const start = () => {
  for (const box of doc.querySelectorAll("[data-leadwright]"))
    if (box.localName === "form") fill(box);
    else show(box).catch(() => {});
  view();
  window.navigation?.addEventListener("navigatesuccess", view);
};
if (doc.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
