// Settings and words of a draft of the charter: what is wrong with them while somebody types, at its field.
// Without this script they are checked when they are saved.
"use strict";

(() => {
  const PAUSE_MS = 500;
  const form = document.querySelector("form.settings[data-check]");
  if (!form) return;

  const place = document.getElementById("mistakes");
  const unsaved = document.getElementById("unsaved");

  /** Say at each field what is wrong with it, and at no other. */
  function tell() {
    const said = new Map();
    for (const item of place.querySelectorAll("[data-field]")) {
      const words = item.querySelector(".mistake-message").textContent;
      said.set(item.dataset.field, [...(said.get(item.dataset.field) ?? []), words]);
    }
    for (const slot of form.querySelectorAll(".field-error")) {
      const id = slot.id.replace(/-error$/, "");
      const words = (said.get(id) ?? []).join(" · ");
      if (slot.textContent !== words) slot.textContent = words;
      slot.hidden = !words;
      slot.closest(".field")?.classList.toggle("field-wrong", words !== "");
      const field = document.getElementById(id);
      if (words) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  let timer = 0;
  let asked = 0;

  async function check() {
    const turn = asked += 1;
    let answer = null;
    try {
      const response = await fetch(form.dataset.check, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "text/html" },
      });
      answer = response.ok ? await response.text() : null;
    } catch { /* no answer: said in its place */ }
    if (turn !== asked) return; // more was typed since
    if (answer === null) {
      place.textContent = place.dataset.failure;
      return;
    }
    place.innerHTML = answer; // our own page's part; the server escapes what was typed
    tell();
  }

  const state = () => new URLSearchParams(new FormData(form)).toString();
  const saved = "unsaved" in form.dataset ? null : state(); // what came back unsaved is not saved yet
  let isLeaving = false;

  form.addEventListener("input", () => {
    unsaved.textContent = state() === saved ? "" : unsaved.dataset.unsaved;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE_MS);
  });
  form.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && state() !== saved) event.preventDefault();
  });
})();
