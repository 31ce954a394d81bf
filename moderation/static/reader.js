// The reader's form: a live count, a draft that survives, one sending at a time.
// Without this script everything works; the page only does not count along.
"use strict";

(() => {
  // Python's str.strip(): the server trims the same edges before it counts.
  const EDGES = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

  /** Count characters as a person does, and as the server does. */
  function countCharacters(text) {
    const body = text.replace(/\r\n?/g, "\n").replace(EDGES, "");
    let count = 0;
    for (const _ of segmenter.segment(body)) count += 1;
    return count;
  }

  function store(key, value) {
    // For this tab alone: the computer may be shared. A window may refuse: a draft is no promise.
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(value));
    } catch { /* as said */ }
  }

  function recall(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  }

  const draftKey = (article) => `charte-draft:${article}`;

  function startCounter(form) {
    const body = form.elements.body;
    const line = form.querySelector("#remaining");
    const number = form.querySelector("#remaining-number");
    const said = form.querySelector("#remaining-said");
    if (!segmenter) {
      line.hidden = true; // a number that does not move would be wrong
      return () => {};
    }
    const limit = Number(line.dataset.limit);
    const format = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : "de-CH");
    let announced = 0;
    const update = () => {
      const remaining = limit - countCharacters(body.value);
      const written = format.format(remaining).replace("-", "\u2212").replace(/'/g, "’"); // as the server writes it
      number.textContent = written;
      line.classList.toggle("remaining-over", remaining < 0);
      clearTimeout(announced);
      // Aloud only near the end, and only when the fingers rest.
      if (remaining <= 100) {
        announced = setTimeout(() => { said.textContent = said.dataset.text.replace("{n}", written); }, 1500);
      }
    };
    body.addEventListener("input", update);
    return update;
  }

  function startDraft(form, update) {
    const key = draftKey(form.dataset.composer);
    // Who is logged in has no name and no address to write.
    const fields = ["author_name", "author_email", "body"].filter((name) => form.elements[name]);
    const draft = recall(key);
    const isEmpty = fields.every((name) => !form.elements[name].value);
    if (isEmpty) for (const name of fields) form.elements[name].value = draft[name] ?? "";
    form.addEventListener("input", () => {
      store(key, Object.fromEntries(fields.map((name) => [name, form.elements[name].value])));
    });
    update();
  }

  /** Show in the form's own place that sending failed; the text stays. */
  function showFailure(form, sentence) {
    form.querySelector(".problems")?.remove();
    const box = document.createElement("div");
    box.className = "problems";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    const words = document.createElement("p");
    words.textContent = sentence;
    box.append(words);
    form.prepend(box);
    box.focus();
  }

  /** Put the form of the server's answer where ours was. */
  function takeBack(form, html) {
    const answer = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-composer]");
    if (!answer) return false;
    form.replaceWith(answer);
    start(answer);
    (answer.querySelector(".problems, [autofocus]") ?? answer).focus();
    return true;
  }

  async function send(form) {
    const failure = form.dataset.failure;
    const address = form.getAttribute("action").split("#")[0];
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "text/html" },
      });
      if (answer.redirected) {
        location.assign(answer.url);
        return true;
      }
      if (!takeBack(form, await answer.text())) showFailure(form, failure);
    } catch {
      showFailure(form, failure);
    }
    return false;
  }

  function startSending(form) {
    const button = form.querySelector("button[type=submit]");
    let isSending = false;
    form.addEventListener("submit", async (event) => {
      if (event.submitter?.name === "check") return; // nothing is sent: see check.js
      event.preventDefault();
      if (isSending) return;
      isSending = true;
      button.setAttribute("aria-disabled", "true");
      const isGone = await send(form);
      if (isGone) return;
      isSending = false;
      button.removeAttribute("aria-disabled");
    });
    // Back from the next page: the same form, to be sent again.
    addEventListener("pageshow", () => {
      isSending = false;
      button.removeAttribute("aria-disabled");
    });
  }

  function start(form) {
    startDraft(form, startCounter(form));
    startSending(form);
  }

  const form = document.querySelector("form[data-composer]");
  if (form) start(form);
  document.querySelector("form[data-composer] .problems")?.focus();

  // The author's own page: the comment arrived, the draft has done its work.
  const accepted = document.querySelector("[data-accepted]");
  if (accepted) store(draftKey(accepted.dataset.accepted), null);
})();
