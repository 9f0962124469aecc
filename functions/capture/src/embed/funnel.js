// Reports that a form is shown, begun, left unfinished; of a field its name alone. No cookie, no id.
function watchForm(form, name) {
  let begun, sent, last;
  const tell = (event, field) => navigator.sendBeacon(`${base}/forms/${name}/visits`, JSON.stringify({
    event, field, page: location.pathname,
    campaign: new URLSearchParams(location.search).get("utm_campaign") || undefined,
  }));
  const at = ({ target }) => last = target.name || last;
  form.hasAttribute("data-shown") || new IntersectionObserver((seen, observer) =>
    seen.some((one) => one.isIntersecting) && (observer.disconnect(), tell("view"))).observe(form);
  form.addEventListener("focusin", at);
  form.addEventListener("input", (event) => { at(event); begun || tell("start"); begun = 1; });
  form.addEventListener("submit", () => sent = 1);
  addEventListener("pagehide", () => { begun && !sent && last && tell("left", last); sent = 1; });
}
