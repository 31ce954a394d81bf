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
  const TWICE_MS = 300; // nobody reads a comment in less
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

  /** Return a form that asks for the preview as a page of its own, as without this script. */
  function asPage(form, submitter) {
    const whole = document.createElement("form");
    Object.assign(whole, { method: "post", action: submitter.getAttribute("formaction"), hidden: true });
    for (const [name, value] of new FormData(form, submitter))
      whole.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(whole);
    return whole;
  }

  /** Show the letter of a refusal in a window of its own; the same request again renews it. */
  async function showPreview(form, submitter) {
    const answer = await fetch(submitter.getAttribute("formaction"), {
      method: "POST",
      body: new URLSearchParams(new FormData(form, submitter)),
      headers: { "X-Partial": "preview" },
    }).catch(() => null);
    const html = answer ? await answer.text() : "";
    const sheet = new DOMParser().parseFromString(html, "text/html").getElementById("preview-sheet");
    if (answer?.redirected) location.assign(answer.url); // logged out meanwhile
    else if (!sheet) asPage(form, submitter).requestSubmit(); // its own page says why
    else {
      const place = bench().querySelector(".preview-dialog");
      place.replaceChildren(sheet);
      if (place.open) return;
      place.addEventListener("close", () => keepWords(sheet.isConnected ? sheet : place.firstElementChild), { once: true });
      place.showModal();
      place.querySelector("h1").focus();
    }
  }

  /** What was reworded in the preview stays with the case when the preview is closed. */
  function keepWords(sheet) {
    const form = bench().querySelector(".decide");
    if (!form || !sheet) return;
    form.querySelectorAll("[name^=text-]").forEach((old) => old.remove());
    for (const words of sheet.querySelectorAll("textarea[name^=text-]")) {
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name: words.name, value: words.value });
      form.append(kept);
    }
    const note = form.querySelector("#note");
    note.value = sheet.querySelector("#preview-note").value;
    if (note.value) note.closest("details").open = true;
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".preview-dialog .preview-close")) return;
    event.preventDefault();
    event.target.closest("dialog").close();
  });

  /** Refuse for one point of the charter, with those ticked by hand: what the machine ticked gives way. */
  function refuseFor(box) {
    for (const other of box.form.querySelectorAll("[name=clauses]:checked"))
      if (!("byHand" in other.dataset)) other.checked = false;
    box.checked = true;
    press(box.form.querySelector("[data-key=r]"));
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[name=clauses]")) return;
    if (target.checked) target.dataset.byHand = "";
    else delete target.dataset.byHand;
  });

  /** Go to a box to write in, and open what it lies under. */
  function write(selector) {
    const box = bench().querySelector(selector);
    if (!box) return;
    const under = box.closest("details");
    if (under) under.open = true;
    box.focus();
  }

  /** A link within the case to what lies folded up opens it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".case a[href^='#']");
    const folded = link && bench().querySelector(`details${link.getAttribute("href")}`);
    if (!folded) return;
    event.preventDefault(); // the address stays that of the desk: other cases come to it
    folded.open = true;
    folded.querySelector("summary").focus();
    folded.scrollIntoView();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target, submitter = event.submitter;
    if (!bench()?.contains(form)) return;
    if (submitter?.hasAttribute("formaction")) {
      event.preventDefault();
      showPreview(form, submitter);
    } else form.closest("dialog")?.close(); // what was decided in it goes the way of all decisions
  });

  const isTyping = (target) =>
    target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])") || target.isContentEditable;

  /** A key that bounces, or is pressed twice, decides once: not on the comment that came meanwhile too. */
  let last = { code: "", at: 0, comment: null };
  function isSecondPress(event) {
    const comment = bench().querySelector("[data-comment]")?.dataset.comment ?? null;
    const before = last;
    last = { code: event.code, at: event.timeStamp, comment };
    return before.code === event.code && event.timeStamp - before.at < TWICE_MS && comment !== before.comment;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || !keysOn.checked) return;
    if (isSecondPress(event)) return event.preventDefault();
    const key = event.key.toLowerCase();
    let isTaken = true;
    if (key === "?") dialog.showModal();
    else if (key === "n") write("#note");
    else if (key === "c") write("#opinion, #words");
    else if (/^(Digit|Numpad)[1-9]$/.test(event.code)) {
      // By the key's place: with Shift it writes something else, on each keyboard another thing.
      const box = bench().querySelector(`[data-digit="${event.code.at(-1)}"]`);
      if (event.shiftKey) box?.click();
      else if (box) refuseFor(box);
    }
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
