// A trial of a draft: the page is brought up to date while a worker goes on with it.
// Without this script it is by loading it again.
"use strict";

(() => {
  const PAUSE_MS = 2000;
  const said = document.getElementById("trial-said");
  const place = () => document.getElementById("trial");
  if (!place()?.hasAttribute("data-running")) return;

  async function look() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("trial");
      // What somebody is at work on stays as it is until they leave it.
      if (answer.ok && fresh && !place().contains(document.activeElement)) place().replaceWith(fresh);
      else if (answer.ok && fresh) {
        place().querySelector(".trial-progress")?.replaceWith(fresh.querySelector(".trial-progress") ?? "");
        if (!fresh.hasAttribute("data-running")) place().replaceWith(fresh);
      }
    } catch { /* no answer now: the next look may have one */ }
    if (place().hasAttribute("data-running")) setTimeout(look, PAUSE_MS);
    else said.textContent = said.dataset.done;
  }

  setTimeout(look, PAUSE_MS);
})();
