// The charter workshop: a file's lines have numbers, and what is wrong leads to its line.
"use strict";

(() => {
  const form = document.querySelector("form.editor");
  if (!form) return;

  const text = form.querySelector("textarea");
  const numbers = form.querySelector(".editor-numbers");
  const place = document.getElementById("mistakes");
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

  text.addEventListener("input", () => {
    if (text.value.split("\n").length !== shown) number();
  });
  text.addEventListener("scroll", follow, { passive: true });
  place.addEventListener("checked", link);
  link();
})();
