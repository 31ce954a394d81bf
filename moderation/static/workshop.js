// The charter workshop: line numbers, and what is wrong with a file while somebody types.
// Without this script a file is checked when it is saved.
"use strict";

(() => {
  const PAUSE_MS = 500;
  const form = document.querySelector("form.editor");
  if (!form) return;

  const text = form.querySelector("textarea");
  const numbers = form.querySelector(".editor-numbers");
  const place = document.getElementById("mistakes");
  const unsaved = document.getElementById("unsaved");
  let wrongLines = new Set();
  let shown = 0;

  /** Number the lines; those with a mistake carry a mark. */
  function number() {
    const count = text.value.split("\n").length;
    const rows = [];
    for (let line = 1; line <= count; line += 1) {
      const row = document.createElement("span");
      row.textContent = wrongLines.has(line) ? `● ${line}` : line;
      if (wrongLines.has(line)) row.className = "editor-wrong";
      rows.push(row);
    }
    numbers.replaceChildren(...rows);
    shown = count;
    follow();
  }

  function follow() {
    numbers.scrollTop = text.scrollTop;
  }

  /** Put the cursor at the beginning of a line, and the line in sight. */
  function go(line) {
    const before = text.value.split("\n").slice(0, line - 1).join("\n").length;
    const start = line > 1 ? before + 1 : 0;
    text.focus();
    text.setSelectionRange(start, start);
    text.scrollTop = (line - 4) * Number.parseFloat(getComputedStyle(text).lineHeight);
    follow();
  }

  /** Make a button of each mistake's line. */
  function link() {
    wrongLines = new Set();
    for (const item of place.querySelectorAll("[data-line]")) {
      const line = Number(item.dataset.line);
      wrongLines.add(line);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.title = place.dataset.go;
      const name = item.querySelector(".mistake-line");
      button.textContent = name.textContent;
      button.addEventListener("click", () => go(line));
      name.replaceWith(button);
    }
    number();
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
    link();
  }

  const saved = "unsaved" in form.dataset ? null : text.value; // what came back unsaved is not saved yet
  let isLeaving = false;

  text.addEventListener("input", () => {
    if (text.value.split("\n").length !== shown) number();
    if (unsaved) unsaved.textContent = text.value === saved ? "" : unsaved.dataset.unsaved;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE_MS);
  });
  text.addEventListener("scroll", follow, { passive: true });
  form.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && text.value !== saved) event.preventDefault();
  });
  link();
})();
