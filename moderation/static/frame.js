// In a frame on a page of the newspaper: it looks as that page wishes, and tells how tall it is.
// Only the newsroom's own sites may frame these pages: what the page around says is believed.
"use strict";

(() => {
  const root = document.documentElement;
  const prefix = root.dataset.frame;
  const tell = (message) => parent.postMessage(message, "*"); // nothing that others may not know

  /** Take the look of the page around. */
  const wear = ({ properties, scheme }) => {
    root.style.colorScheme = scheme;
    for (const [name, value] of Object.entries(properties)) {
      if (name.startsWith("--")) root.style.setProperty(name, value); // our sheet decides what they do
    }
  };
  let around = { properties: {}, takesToken: false };
  try {
    around = JSON.parse(window.name);
    wear(around);
  } catch {
    // Another page made the frame, without our script.
  }

  /** Post the token that the newspaper's site made of its reader. */
  const signIn = (token, suite) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `${prefix}/compte/jeton`;
    for (const [name, value] of Object.entries({ jeton: token, suite })) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };

  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data) return;
    if (data.charte === "look") wear(data.look);
    if (data.charte === "token" && data.token) signIn(data.token, asked.dataset.then);
    else if (data.charte === "token" && asked) asked.disabled = false;
  });

  // Which button asked for a token.
  let asked = null;
  // Whether a window was opened in which the reader may have come in.
  let isAway = false;

  /** Let what has no place in the frame open in a window of its own. */
  const leadOut = (link) => {
    const address = new URL(link.href);
    const isOurs = address.origin === location.origin && address.pathname.startsWith(`${prefix}/`);
    if (isOurs && !address.pathname.startsWith(`${prefix}/compte`)) return;
    if (isOurs) {
      const then = address.searchParams.get("next");
      address.pathname = address.pathname.slice(prefix.length);
      if (then && then.startsWith(`${prefix}/`)) address.searchParams.set("next", then.slice(prefix.length));
      link.href = address.href;
      link.addEventListener("click", () => { isAway = true; });
    }
    link.target = "_blank";
  };

  // Whoever comes back from that window is shown as who they are now; a draft stays.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && isAway) location.reload();
  });

  addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll("a[href]")) leadOut(link);
    for (const button of document.querySelectorAll("button[data-token]")) {
      button.hidden = !around.takesToken;
      button.addEventListener("click", () => {
        asked = button;
        button.disabled = true;
        tell({ charte: "token" });
      });
    }
    new ResizeObserver(() => {
      tell({ charte: "height", height: Math.ceil(root.getBoundingClientRect().height) });
    }).observe(root);
  });

  /** Have the page around bring into view what the address names, or the beginning. */
  const show = () => {
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    tell({ charte: "scroll", top: named ? named.getBoundingClientRect().top : 0 });
  };
  addEventListener("load", () => {
    // Not on the first page: the reader reads the article.
    if (document.referrer && new URL(document.referrer).origin === location.origin) show();
  });
  addEventListener("hashchange", show);
})();
