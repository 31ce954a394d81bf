// The private check in place: the page stays, the result appears above the text.
// Without this script the form does the same by a page of its own.
"use strict";

(() => {
  const TIMEOUT_MS = 30000;

  /** Say in the result's own place that nothing could be checked. */
  function failed(place) {
    const answer = place.cloneNode(false);
    answer.className = "verification";
    answer.setAttribute("role", "group");
    answer.setAttribute("aria-labelledby", "verification-title");
    answer.setAttribute("aria-describedby", "verification-said");
    const title = document.createElement("h3");
    title.id = "verification-title";
    title.textContent = place.dataset.title;
    const said = document.createElement("p");
    said.id = "verification-said";
    said.textContent = place.dataset.failure;
    answer.append(title, said);
    return answer;
  }

  /** Ask for the check; the answer is the page, of which its form is wanted. */
  async function ask(form) {
    const fields = new URLSearchParams(new FormData(form));
    fields.append("check", "1");
    const answer = await fetch(form.getAttribute("action").split("#")[0], {
      method: "POST",
      body: fields,
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-composer]");
  }

  /** Put the result in its place and lead there; nothing else of the form changes for the eye. */
  function show(form, answer) {
    const place = form.querySelector("#verification");
    const result = answer?.querySelector("#verification") ?? failed(place);
    place.replaceWith(result);
    if (answer) {
      // A session that had ended began anew with this answer.
      for (const name of ["csrf_token", "submission"]) form.elements[name].value = answer.elements[name].value;
      if (!answer.querySelector("[name=check]")) {
        form.querySelector("[name=check]")?.remove();
        form.querySelector("#check-hint")?.remove();
      }
    }
    result.focus({ preventScroll: true });
    result.scrollIntoView({ block: "start" });
  }

  let isChecking = false;

  // Before the form's own script, which would send the comment.
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "check") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isChecking) return;
    isChecking = true;
    button.setAttribute("aria-disabled", "true");
    let answer = null;
    try {
      answer = await ask(event.target);
    } catch { /* no answer: said in its place */ }
    show(event.target, answer);
    button.removeAttribute("aria-disabled");
    isChecking = false;
  }, true);
})();
