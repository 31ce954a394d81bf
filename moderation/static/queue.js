// The desk's queue: the next comment is loaded before it is needed, and shown at once when a key is
// pressed, while the decision is on its way. One decision is under way at a time, in their order; one
// that is not taken brings its comment back, and what was shown meanwhile waits with all that was typed.
// Without this script each form has a page of its own.
"use strict";

(() => {
  const BEAT_SECONDS = 30; // between two signs of life of a page in use
  const IDLE_SECONDS = 300; // without a key or a pointer a page is not in use

  const said = document.getElementById("said");
  const bench = () => document.getElementById("desk");
  if (!said || !bench()) return;

  const idOf = (one) => one?.querySelector("[data-comment]")?.dataset.comment ?? null;
  const inDocument = (html) => new DOMParser().parseFromString(html, "text/html").getElementById("desk");

  let ahead = null; // the next bench, loaded and not shown
  let loading = null; // a promise, while it is being loaded
  let underWay = null; // a promise, while a decision is: true if it was taken
  let isBusy = false;
  let lastUsed = performance.now();

  // --- What is on the screen

  function show(next) {
    bench().replaceWith(next);
    (next.querySelector(".problems") ?? next.querySelector("h1")).focus();
    scrollTo(0, 0);
    startUndo();
  }

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

  function startUndo() {
    const undo = bench().querySelector("form.undo");
    if (!undo) return;
    setTimeout(() => { if (undo.isConnected) undo.remove(); }, Number(undo.dataset.seconds) * 1000);
  }

  /** Until the decision under way is taken there is nothing to undo; who asks already is heard then. */
  function promiseUndo(head) {
    head.querySelector(".undo")?.remove();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link undo";
    button.dataset.key = "u";
    button.textContent = said.dataset.underway;
    button.addEventListener("click", async () => {
      if (await underWay) bench().querySelector("form.undo button[type=submit]")?.click();
    });
    head.append(button);
  }

  // --- What is sent

  function post(address, body, headers = {}) {
    return fetch(address, { method: "POST", body, keepalive: true, headers: { "X-Partial": "case", ...headers } });
  }

  const contentOf = (form, submitter) => new URLSearchParams(new FormData(form, submitter));

  /** What any form of the page knows: its token, and the view that was chosen. */
  function known(more) {
    const body = new URLSearchParams(more);
    for (const name of ["csrf_token", "view"]) {
      const field = bench().querySelector(`input[name=${name}]`);
      if (field) body.set(name, field.value);
    }
    return body;
  }

  /** Send a form, and put the answer in the bench's place; true if it was taken. */
  async function exchange(form, submitter) {
    try {
      const answer = await post(form.getAttribute("action"), contentOf(form, submitter)); // not form.action: its buttons have that name
      const next = inDocument(await answer.text());
      if (answer.redirected) location.assign(answer.url); // logged out meanwhile
      else if (!next) showFailure();
      else show(next);
      return answer.ok && Boolean(next);
    } catch {
      showFailure();
      return false;
    }
  }

  /** Show what was loaded ahead at once, and send the decision on what it replaces. */
  function leave(form, submitter) {
    const body = contentOf(form, submitter);
    const left = bench(), shown = ahead;
    ahead = null;
    shown.querySelector(".problems")?.remove();
    promiseUndo(shown.querySelector(".bench-head"));
    show(shown);
    underWay = settle(post(form.getAttribute("action"), body, { "X-Reading": idOf(shown) }), left, shown);
    underWay.then(() => { underWay = null; });
  }

  /** Wait for the answer to a decision on *left*, while *shown* is read; true if it was taken. */
  async function settle(sent, left, shown) {
    try {
      const answer = await sent;
      const next = inDocument(await answer.text());
      if (answer.redirected) location.assign(answer.url);
      else if (answer.ok && next) {
        arriveAhead(next, shown, answer.headers.get("X-Kept") === "no");
        return true;
      } else bringBack(next ?? left, shown, !next);
    } catch {
      bringBack(left, shown, true);
    }
    return false;
  }

  function arriveAhead(next, shown, isLost) {
    if (shown.isConnected) {
      const head = next.querySelector(".bench-head").cloneNode(true);
      shown.querySelector(".bench-head").replaceWith(head);
      startUndo();
    }
    ahead = idOf(next) ? next : null; // that nothing waits is asked anew when it matters
    if (isLost && shown.isConnected) reread();
  }

  /** The decision on *left* was not taken: it is on the screen again, and *shown* comes after it. */
  function bringBack(left, shown, isFailure) {
    shown.querySelector(".bench-head .undo")?.remove();
    show(left);
    if (isFailure) showFailure();
    ahead = shown;
  }

  // --- What is loaded ahead

  function loadAhead() {
    const reading = idOf(bench());
    if (!reading || ahead || loading || underWay || !bench().querySelector("form.decide")) return;
    loading = (async () => {
      try {
        const answer = await post(`/desk/ahead/${encodeURIComponent(reading)}`, known());
        const next = answer.ok && !answer.redirected ? inDocument(await answer.text()) : null;
        if (!ahead && !underWay && idOf(next) && idOf(bench()) === reading) ahead = next;
      } catch { /* not loaded: the next comment comes a little later */ }
      loading = null;
    })();
  }

  /** Show the comment on the screen as it now is: somebody else reads it. */
  async function reread() {
    const reading = idOf(bench());
    try {
      const answer = await fetch(`/desk/comment/${encodeURIComponent(reading)}?${bench().querySelector("input[name=view]")?.value ?? ""}`, { headers: { "X-Partial": "case" } });
      const next = inDocument(await answer.text());
      if (next && idOf(bench()) === reading) show(next);
    } catch { /* it stays as it is; a decision on it is refused */ }
  }

  // --- Signs of life

  async function beat() {
    if (document.hidden || underWay) return;
    const isUsed = performance.now() - lastUsed < IDLE_SECONDS * 1000;
    const reading = isUsed ? idOf(bench()) : null, next = isUsed ? idOf(ahead) : null;
    try {
      const answer = await post("/desk/presence", known({ reading: reading ?? "", ahead: next ?? "" }));
      if (!answer.ok || answer.redirected) return;
      const found = await answer.json();
      for (const [need, n] of Object.entries(found.counts)) {
        const place = bench().querySelector(`[data-need="${need}"]`);
        if (place) place.textContent = n;
      }
      if (next && !found.ahead && idOf(ahead) === next) { ahead = null; loadAhead(); }
      if (reading && !found.kept && idOf(bench()) === reading && !bench().querySelector(".claimed")) reread();
    } catch { /* the next one will do */ }
  }

  // --- What happens

  document.addEventListener("submit", async (event) => {
    const form = event.target, submitter = event.submitter;
    if (!bench()?.contains(form) || "page" in form.dataset || form.method === "get") return; // that answer is a page of its own
    if (submitter.hasAttribute("formaction")) return; // a letter is looked at: desk.js shows it
    event.preventDefault();
    if (submitter.name === "action" && !submitter.value) return; // Enter in a box decides nothing
    if (isBusy) return;
    isBusy = true;
    try {
      if (underWay && !(await underWay)) return; // brought back: this one has not been decided on
      if (loading) await loading;
      const leaves = form.matches(".decide, .preview, .skip-form"), undoes = form.matches(".undo");
      if (leaves && ahead) return leave(form, submitter);
      const left = bench();
      if (await exchange(form, submitter) && undoes && idOf(left) && idOf(left) !== idOf(bench())) ahead = left;
    } finally {
      isBusy = false;
    }
    loadAhead();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-next]");
    if (!link || !ahead) return;
    event.preventDefault();
    const next = ahead;
    ahead = null;
    show(next);
    loadAhead();
  });

  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(kind, () => { lastUsed = performance.now(); }, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { lastUsed = performance.now(); beat(); } });
  addEventListener("pageshow", (event) => { if (event.persisted) beat(); });
  addEventListener("pagehide", () => {
    if (ahead) navigator.sendBeacon("/desk/let-go", known({ ahead: idOf(ahead) }));
  });
  setInterval(beat, BEAT_SECONDS * 1000);

  startUndo();
  loadAhead();
})();
