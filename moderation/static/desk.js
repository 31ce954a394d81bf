// The desk: a key a decision. What the forms send is sent by queue.js.
"use strict";

// The menus of the head close like menus: by Escape, and by a press elsewhere.
(() => {
  const close = (but) => document.querySelectorAll(".menu[open]").forEach((menu) => { if (menu !== but) menu.open = false; });
  document.addEventListener("click", (event) => close(event.target.closest(".menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".menu[open]");
    if (!menu) return;
    close();
    menu.querySelector("summary").focus();
  });
})();

(() => {
  const SWITCH = "charte-keys";
  const dialog = document.getElementById("keys");
  const keysOn = document.getElementById("keys-on");
  if (!dialog) return;

  const bench = () => document.getElementById("desk");
  function press(button) {
    const needsClause = "needsClause" in button.dataset;
    const form = button.form;
    if (!form) return button.click();
    if (needsClause && !form.querySelector("input[name=clauses]:checked")) {
      form.querySelector("input[name=clauses]").focus();
      return;
    }
    form.requestSubmit(button);
  }

  /** Go to a box to write in, and open what it lies under. */
  function write(selector) {
    const box = bench().querySelector(selector);
    if (!box) return;
    const under = box.closest("details");
    if (under) under.open = true;
    box.focus();
  }

  const isTyping = (target) =>
    target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])") || target.isContentEditable;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (isTyping(event.target) || dialog.open || !keysOn.checked) return;
    const key = event.key.toLowerCase();
    let isTaken = true;
    if (key === "?") dialog.showModal();
    else if (key === "n") write("#note");
    else if (key === "c") write("#opinion, #words");
    else if (/^[1-9]$/.test(key)) bench().querySelector(`[data-digit="${key}"]`)?.click();
    else {
      const button = [...bench().querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
      if (button) press(button);
      else isTaken = false;
    }
    if (isTaken) event.preventDefault();
  });

  // Single keys can be switched off (WCAG 2.2, 2.1.4), and stay so.
  try {
    keysOn.checked = localStorage.getItem(SWITCH) !== "off";
    keysOn.addEventListener("change", () => localStorage.setItem(SWITCH, keysOn.checked ? "on" : "off"));
  } catch { /* a browser that stores nothing: on at each visit */ }
  const show = document.getElementById("show-keys");
  show.hidden = false;
  show.addEventListener("click", () => dialog.showModal());

})();
