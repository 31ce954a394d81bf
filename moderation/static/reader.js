// The reader's form: a live count, a draft that survives, a sending that does not give up.
// Without this script everything works; the page only does not count, keep or send again.
"use strict";

(() => {
  // The computer may be shared: what was left on it greets nobody the day after.
  const DRAFT_HOURS = 24;
  // After so long an answer counts as lost.
  const SEND_SECONDS = 20;
  // Between two tries; after the last one it is the reader's turn.
  const WAIT_SECONDS = [2, 5, 10, 20, 40];
  // Of what a server may ask for.
  const LONGEST_WAIT_SECONDS = 120;
  // Answers after which the same sending may yet succeed, each with what is said meanwhile.
  const PASSING = { 429: "busy", 502: "down", 503: "down", 504: "down" };

  const LOCALES = { fr: "fr-CH", de: "de-CH", it: "it-CH", en: "en-GB" };
  const language = document.documentElement.lang;

  // The count

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
    const format = new Intl.NumberFormat(language === "en" ? "en-GB" : "de-CH");
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

  // The draft: in localStorage, for it must survive a crash; one for each form under way. A window
  // remembers in its sessionStorage which is its own, and the e-mail address, which is kept nowhere
  // else. While it is there it has a lock on it; without one, a draft comes back to the next window.

  const PREFIX = "charte-draft:";

  function store(place, key, value) {
    // A window may refuse, or be full: a draft is no promise.
    try {
      if (value === null) window[place].removeItem(key);
      else window[place].setItem(key, JSON.stringify(value));
    } catch { /* as said */ }
  }

  function recall(place, key) {
    try {
      return JSON.parse(window[place].getItem(key)) ?? {};
    } catch {
      return {};
    }
  }

  /** Give the drafts whose key begins so, the newest first; whatever is too old is removed. */
  function recallDrafts(beginning) {
    const oldest = Date.now() - DRAFT_HOURS * 3_600_000;
    let keys = [];
    try {
      keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch { /* refused */ }
    const drafts = keys.map((key) => ({ ...recall("localStorage", key), key }));
    for (const draft of drafts) if (!(draft.at > oldest)) store("localStorage", draft.key, null);
    return drafts
      .filter((draft) => draft.at > oldest && draft.key.startsWith(beginning))
      .sort((one, other) => other.at - one.at);
  }

  /** Take a draft while this page lives; what lets go of it, or null if another window has it. */
  function hold(key) {
    const { locks } = navigator;
    if (!locks) return Promise.resolve(() => {}); // plain HTTP: nothing tells of other windows
    return new Promise((resolve) => {
      locks.request(key, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise((letGo) => resolve(letGo));
      }).catch(() => resolve(null)); // the page is going
    });
  }

  /** Keep what is written in *form*; *earlier* is its draft if the server gave the form back. */
  function startDraft(form, { update, earlier, signal }) {
    const { body, submission } = form.elements;
    const mine = PREFIX + encodeURIComponent(form.dataset.composer);
    const fields = ["author_name", "author_email", "body"].map((name) => form.elements[name]).filter(Boolean);
    const note = form.querySelector("#draft");
    const said = form.querySelector("#draft-said");
    const button = form.querySelector("#draft-button");
    const anotherKey = () => `${mine}:${Date.now()}-${String(Math.random()).slice(2)}`;

    // A draft belongs to what it was begun with: the comment that it answers, the text to be written again.
    const draft = earlier ?? { key: anotherKey(), given: `${form.elements.answers?.value ?? ""}\n${body.defaultValue}` };
    let isTouched = Boolean(earlier);
    let erased = null;

    const say = (what, moment) => {
      const words = note.dataset[what].replace("{moment}", moment);
      if (said.textContent !== words) said.textContent = words; // aloud once, not at each key
      button.textContent = note.dataset[what === "erased" ? "undo" : "erase"];
      button.hidden = false;
    };
    const save = () => {
      if (!body.value.trim()) {
        forget();
        return;
      }
      if (!draft.isHeld) hold(draft.key);
      draft.isHeld = true;
      const words = { author_name: form.elements.author_name?.value, body: body.value };
      store("localStorage", draft.key, { at: Date.now(), given: draft.given, submission: submission?.value, ...words });
      store("sessionStorage", mine, { key: draft.key, author_email: form.elements.author_email?.value });
    };
    const forget = () => {
      store("localStorage", draft.key, null);
      store("sessionStorage", mine, null);
    };

    const restore = async () => {
      const own = recall("sessionStorage", mine);
      // What the browser itself brought back is left alone, unless it is the same.
      const isFitting = (one) => body.value === body.defaultValue || body.value === one.body;
      const isAnswerGone = form.querySelector("#answers.field-error"); // its draft may stand alone
      const drafts = recallDrafts(`${mine}:`)
        .filter((one) => isFitting(one) && (one.given === draft.given || (isAnswerGone && one.key === own.key)))
        .sort((one, other) => (other.key === own.key) - (one.key === own.key));
      for (const found of drafts) {
        const isOwn = found.key === own.key;
        const letGo = await hold(found.key);
        if (isTouched) { // the reader has begun to write meanwhile
          letGo?.();
          return;
        }
        if (!letGo && !isOwn) continue;
        // A window that was opened as a copy of another goes on with a copy of its draft.
        if (letGo) Object.assign(draft, { key: found.key, isHeld: true });
        bringBack(isOwn ? { ...found, author_email: own.author_email } : found);
        return;
      }
    };
    const bringBack = (found) => {
      if (submission) submission.value = found.submission; // if it arrived all the same, it does not arrive twice
      for (const field of fields) {
        if (field === body || !field.value) field.value = found[field.name] ?? "";
      }
      const format = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
      say("returned", new Intl.DateTimeFormat(LOCALES[language], format).format(found.at));
      update();
    };

    form.addEventListener("input", ({ target }) => {
      if (!fields.includes(target)) return;
      isTouched = true;
      erased = null;
      save();
      if (body.value.trim()) say("kept");
    });
    button.addEventListener("click", () => {
      const written = fields.map((field) => field.value);
      fields.forEach((field, place) => { field.value = erased?.[place] ?? ""; });
      erased = erased ? null : written;
      say(erased ? "erased" : "kept");
      save();
      update();
    });
    // Another window took this draft over and writes in it: this one keeps its own apart.
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== draft.key || newValue === null) return;
      Object.assign(draft, { key: anotherKey(), isHeld: false });
      if (isTouched) save();
    }, { signal });

    if (earlier) say("kept");
    else restore();
    update();
    return { draft, save, forget };
  }

  // The sending: tried until the server answers, a bounded number of times, always with the same words.

  /** Send once; the answer, or what stood in its way. */
  async function post(address, words, stop) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), SEND_SECONDS * 1000);
    stop.addEventListener("abort", () => patience.abort());
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: words,
        headers: { Accept: "text/html" },
        signal: patience.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const trouble = answer.redirected ? undefined : PASSING[answer.status];
      return { answer, page, trouble, seconds: Number(answer.headers.get("Retry-After")) || 0 };
    } catch {
      return { trouble: patience.signal.aborted ? "late" : "lost", seconds: 0 };
    } finally {
      clearTimeout(timer);
    }
  }

  function startSending(form, { kept, takeBack, signal }) {
    const submit = form.querySelector("button[type=submit]");
    const box = form.querySelector("#sending");
    const [hint, said, ways] = box.children;
    let stop = null; // an AbortController from the sending to its end
    let isAccepted = false;
    let goOn = null; // ends the wait between two tries

    const hasFocus = () => document.activeElement === document.body || form.contains(document.activeElement);
    const say = (what, { hasWays = false, isFailure = false } = {}) => {
      const losesFocus = !hasWays && ways.contains(document.activeElement);
      said.textContent = what ? box.dataset[what] : "";
      hint.hidden = Boolean(what);
      ways.hidden = !hasWays;
      said.classList.toggle("problems", isFailure);
      if (losesFocus || (isFailure && hasFocus())) said.focus();
    };
    // What is being sent does not change under way.
    const fields = form.querySelectorAll("input:not([readonly]), textarea:not([readonly])");
    const lock = (isLocked) => {
      for (const field of fields) field.readOnly = isLocked;
      form.querySelector("#draft-button").disabled = isLocked;
      submit.setAttribute("aria-disabled", isLocked);
    };

    const wait = async (seconds) => {
      let timer = 0;
      await new Promise((resolve) => {
        goOn = resolve;
        // Offline, only the connection's return, the reader or a stop ends the wait.
        if (navigator.onLine) timer = setTimeout(resolve, seconds * 1000);
        addEventListener("online", resolve, { once: true, signal });
      });
      clearTimeout(timer);
      goOn = null;
    };

    /** Try until there is an answer; null if there is none, after the reader was told why. */
    const askUntilAnswered = async () => {
      const address = form.getAttribute("action").split("#")[0];
      const words = new URLSearchParams(new FormData(form));
      let tries = 0;
      say("sending");
      for (;;) {
        const { trouble, seconds, ...answered } = await post(address, words, stop.signal);
        if (!trouble) return answered;
        if (!stop.signal.aborted) {
          if (navigator.onLine && tries === WAIT_SECONDS.length) {
            say("failure", { isFailure: true });
            return null;
          }
          say(trouble, { hasWays: true });
          await wait(Math.max(WAIT_SECONDS[tries] ?? 0, Math.min(seconds, LONGEST_WAIT_SECONDS)));
          tries = Math.min(tries + 1, WAIT_SECONDS.length);
        }
        if (stop.signal.aborted) {
          say("stopped");
          return null;
        }
        say("sending", { hasWays: true });
      }
    };

    const send = async () => {
      stop = new AbortController();
      kept.save();
      lock(true);
      const answered = await askUntilAnswered();
      if (answered?.answer.redirected) {
        if (answered.page.querySelector("[data-accepted]")) kept.forget();
        isAccepted = true;
        location.assign(answered.answer.url);
        return; // still locked: a second click sends nothing
      }
      lock(false);
      stop = null;
      if (!answered) return;
      const { status } = answered.answer;
      const returned = answered.page.querySelector("form[data-composer]");
      if (returned && status < 500) takeBack(returned, hasFocus());
      else say(status === 413 ? "large" : "failure", { isFailure: true });
    };

    form.addEventListener("submit", (event) => {
      if (event.submitter?.name === "check") return; // nothing is sent: see check.js
      event.preventDefault();
      if (goOn) goOn();
      else if (!stop) send();
    });
    box.querySelector("#sending-now").addEventListener("click", () => goOn?.());
    box.querySelector("#sending-stop").addEventListener("click", () => {
      stop?.abort();
      goOn?.();
    });
    // Back from the next page: the same form, to be sent again.
    addEventListener("pageshow", (event) => {
      if (!event.persisted || !isAccepted) return;
      isAccepted = false;
      lock(false);
      stop = null;
      say(null);
    }, { signal });
  }

  function start(form, earlier) {
    const gone = new AbortController();
    const { signal } = gone;
    const kept = startDraft(form, { update: startCounter(form), earlier, signal });
    /** Put the form of the server's answer where ours was. */
    const takeBack = (answer, isWatched) => {
      gone.abort();
      form.replaceWith(answer);
      start(answer, kept.draft);
      if (isWatched) (answer.querySelector(".problems, [autofocus]") ?? answer).focus();
    };
    startSending(form, { kept, takeBack, signal });
  }

  const form = document.querySelector("form[data-composer]");
  if (form) start(form);
  document.querySelector("form[data-composer] .problems")?.focus();
})();
