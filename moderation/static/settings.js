// Settings and words of a draft of the charter: what draft.js found wrong is said at its field, too.
"use strict";

(() => {
  const form = document.querySelector("form.settings[data-check]");
  if (!form) return;

  const place = document.getElementById("mistakes");

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

  place.addEventListener("checked", tell);
})();
