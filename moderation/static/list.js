// The list of the desk: rows are chosen and decided on by keyboard.
// Without this script the boxes and the buttons do the same.
"use strict";

(() => {
  const SWITCH = "charte-keys"; // the same as the desk's
  const form = document.getElementById("list-form");
  const dialog = document.getElementById("list-keys");
  const undo = document.querySelector(".undo");
  const keysOn = document.getElementById("keys-on");
  const boxes = form ? [...form.querySelectorAll("input[name=chosen]")] : [];
  const count = document.getElementById("list-count");
  const why = document.getElementById("list-why");
  const all = document.getElementById("choose-all");
  let last = null; // the box that was pressed last

  if (undo) setTimeout(() => undo.remove(), Number(undo.dataset.seconds) * 1000);

  function tell() {
    const n = boxes.filter((box) => box.checked).reduce((sum, box) => sum + Number(box.dataset.n), 0);
    const words = n === 0 ? count.dataset.none : n === 1 ? count.dataset.one : count.dataset.many.replace("#", n);
    if (count.textContent !== words) count.textContent = words;
    return n;
  }

  function chooseAll() {
    const missing = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = missing;
    tell();
  }

  function press(button) {
    if (form?.contains(button) && tell() === 0) {
      boxes[0]?.focus();
      return;
    }
    if ("needsClause" in button.dataset && !form.querySelector("input[name=clauses]:checked")) {
      why.open = true;
      form.querySelector("input[name=clauses]").focus();
      return;
    }
    button.form.requestSubmit(button);
  }

  function move(step) {
    const row = document.activeElement?.closest?.(".row");
    const here = row ? boxes.findIndex((box) => row.contains(box)) : -1;
    const next = boxes[here < 0 ? (step > 0 ? 0 : boxes.length - 1) : here + step];
    if (!next) return;
    next.focus();
    next.closest(".row").scrollIntoView({ block: "center" });
  }

  if (form) {
    form.addEventListener("change", tell);
    form.addEventListener("click", (event) => {
      const here = boxes.indexOf(event.target);
      if (here < 0) return;
      const from = boxes.indexOf(last);
      if (event.shiftKey && from >= 0) {
        for (const box of boxes.slice(Math.min(from, here), Math.max(from, here) + 1)) box.checked = event.target.checked;
      }
      last = event.target;
      tell();
    });
    form.addEventListener("submit", (event) => {
      if (!event.submitter?.value) event.preventDefault(); // Enter in a box decides nothing
    });
    all.addEventListener("click", (event) => {
      event.preventDefault();
      chooseAll();
    });
    tell();
  }

  const isTyping = (target) =>
    target.matches("textarea, select, input:not([type=checkbox])") || target.isContentEditable;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (dialog?.open || (keysOn && !keysOn.checked)) return;
    const key = event.key.toLowerCase();
    let isTaken = true;
    if (form && key === "j") move(1);
    else if (form && key === "k") move(-1);
    else if (event.repeat) return;
    else if (form && key === "x") document.activeElement.closest?.(".row")?.querySelector("input[name=chosen]")?.click();
    else if (form && key === "*") chooseAll();
    else if (form && key === "n") {
      why.open = true;
      document.getElementById("note").focus();
    } else if (form && /^[1-9]$/.test(key)) {
      why.open = true;
      form.querySelector(`[data-digit="${key}"]`)?.click();
    } else if (dialog && key === "?") dialog.showModal();
    else {
      const button = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
      if (button) press(button);
      else isTaken = false;
    }
    if (isTaken) event.preventDefault();
  });

  document.querySelector("main .problems[tabindex]")?.focus();
  if (!dialog) return;
  // Single keys can be switched off (WCAG 2.2, 2.1.4), and stay so.
  try {
    keysOn.checked = localStorage.getItem(SWITCH) !== "off";
    keysOn.addEventListener("change", () => localStorage.setItem(SWITCH, keysOn.checked ? "on" : "off"));
  } catch { /* a browser that stores nothing: on at each visit */ }
  const show = document.getElementById("show-keys");
  show.hidden = false;
  show.addEventListener("click", () => dialog.showModal());
})();
