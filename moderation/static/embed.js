// Shows an article's comments and their form in a page of the newspaper:
//   <script src="https://charte.journal.example/embed.js" data-article="budget" defer></script>
// What else it takes: docs/cms.md, "Embedding". The page around it may have a strict policy: it
// needs script-src and frame-src for this service, and no inline style.
"use strict";

(() => {
  // Of the look of the page around: each may be set as --charte-… where the script stands.
  const PROPERTIES = [
    "paper", "sheet", "ink", "quiet", "rule", "edge", "accent", "on-accent", "danger", "danger-paper",
    "good", "on-good", "shade", "serif", "sans", "measure",
  ];

  const script = document.currentScript;
  const home = new URL(".", script.src);
  const { article, lang, title, token, login } = script.dataset;

  const frame = document.createElement("iframe");
  const prefix = lang ? `cadre/${encodeURIComponent(lang)}` : "cadre";
  frame.src = new URL(`${prefix}/article/${encodeURIComponent(article)}`, home).href;
  frame.title = title || "Commentaires";
  frame.allow = "clipboard-write; publickey-credentials-get";
  Object.assign(frame.style, { display: "block", width: "100%", height: "30rem", border: "0" });

  /** What the frame shall look like; the page around decides on light or dark, too. */
  const look = () => {
    const around = getComputedStyle(script.parentElement);
    const properties = {};
    for (const name of PROPERTIES) {
      const value = around.getPropertyValue(`--charte-${name}`).trim();
      if (value) properties[`--${name}`] = value;
    }
    const scheme = around.colorScheme === "normal" ? "light" : around.colorScheme;
    frame.style.colorScheme = scheme;
    return { properties, scheme, takesToken: Boolean(token) };
  };
  // By its name, which the frame reads before it shows anything.
  frame.name = JSON.stringify(look());

  const tell = (message) => frame.contentWindow.postMessage(message, home.origin);

  /** Ask the newspaper's own site who its reader is. */
  const fetchToken = async () => {
    const answer = await fetch(token, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok) tell({ charte: "token", token: (await answer.text()).trim() });
    else if (login) location.assign(login);
    else tell({ charte: "token", token: null });
  };

  /** Bring a place in the frame into view, if it is not. */
  const scrollTo = (top) => {
    const place = frame.getBoundingClientRect().top + top;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (place < 0 || place > innerHeight - 100) {
      scrollBy({ top: place - 16, behavior: calm ? "auto" : "smooth" });
    }
  };

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== home.origin || !data) return;
    if (data.charte === "height" && data.height > 0) frame.style.height = `${data.height}px`;
    if (data.charte === "scroll" && data.top >= 0) scrollTo(data.top);
    if (data.charte === "token" && token) fetchToken().catch(() => tell({ charte: "token", token: null }));
  });

  // Whoever changes from light to dark does so by an attribute of the page, or of the system.
  const follow = () => tell({ charte: "look", look: look() });
  new MutationObserver(follow).observe(document.documentElement, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);

  // In the place of what is there without a script.
  const replaced = script.dataset.replaces && document.querySelector(script.dataset.replaces);
  if (replaced) replaced.replaceWith(frame);
  else script.after(frame);
})();
