// A file of a draft of the charter is checked while somebody types, as its text or in forms alike; and
// nobody leaves with words that are not saved unasked. What is wrong is in #mistakes, and is told of by
// the event "checked" there. Without this script a file is checked when it is saved.
"use strict";

(() => {
  const PAUSE_MS = 500;
  const form = document.querySelector("form[data-check]");
  if (!form) return;

  const place = document.getElementById("mistakes");
  const unsaved = document.getElementById("unsaved");
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
    place.dispatchEvent(new Event("checked"));
  }

  const state = () => JSON.stringify([...new FormData(form)]);
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
