// The desk: a key a decision, the next case without loading a page.
// Without this script the same forms work, each with a page of its own.
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
  const said = document.getElementById("said");
  const keysOn = document.getElementById("keys-on");
  if (!dialog) return;

  const bench = () => document.getElementById("desk");
  let isBusy = false;

  function showFailure() {
    bench().querySelector(".problems")?.remove();
    const box = document.createElement("div");
    box.className = "problems";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    box.textContent = said.dataset.failure;
    bench().querySelector(".bench-head").after(box);
    box.focus();
  }

  function arrive() {
    const place = bench().querySelector(".problems") ?? bench().querySelector("h1");
    place.focus();
    scrollTo(0, 0);
    startUndo();
  }

  /** Send a form of the bench, and put the answer in the bench's place. */
  async function send(form, submitter) {
    if (isBusy) return;
    isBusy = true;
    try {
      const answer = await fetch(form.getAttribute("action"), { // not form.action: its buttons have that name
        method: "POST",
        body: new URLSearchParams(new FormData(form, submitter)),
        headers: { "X-Partial": "case" },
      });
      const html = await answer.text();
      const next = new DOMParser().parseFromString(html, "text/html").getElementById("desk");
      if (answer.redirected) location.assign(answer.url); // logged out meanwhile
      else if (!next) showFailure();
      else {
        bench().replaceWith(next);
        arrive();
      }
    } catch {
      showFailure();
    } finally {
      isBusy = false;
    }
  }

  function startUndo() {
    const undo = bench().querySelector(".undo");
    if (!undo) return;
    setTimeout(() => { if (undo.isConnected) undo.remove(); }, Number(undo.dataset.seconds) * 1000);
  }

  function press(button) {
    const needsClause = "needsClause" in button.dataset;
    const form = button.form;
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

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!bench()?.contains(form) || "page" in form.dataset) return; // that answer is a page of its own
    event.preventDefault();
    if (event.submitter.name === "action" && !event.submitter.value) return; // Enter in a box decides nothing
    send(form, event.submitter);
  });

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

  startUndo();
})();
