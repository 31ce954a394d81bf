// The API's page: each operation can be tried from it. All forms are made here, from the OpenAPI
// document; without this script the page is what it was.
"use strict";

(() => {
  const TIMEOUT_MS = 60000;

  const link = document.querySelector("[data-openapi]");
  const keyField = document.querySelector("#try-key");

  /** Make an element with properties of its own, and what it holds. */
  function made(name, properties = {}, ...held) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...held);
    return element;
  }

  /** A field with its label above it; *describe* says what it is for. */
  function field(id, label, input, describe) {
    input.id = id;
    input.autocomplete = "off";
    input.spellcheck = false;
    const hint = describe ? [made("span", { className: "hint" }, ` ${describe.replaceAll("`", "")}`)] : [];
    return made("div", { className: "field" }, made("label", { htmlFor: id }, made("code", {}, label), ...hint), input);
  }

  /** What an operation asks for, as fields; *name* begins their ids. */
  function fieldsOf(operation, name) {
    const fields = operation.parameters.map((parameter, n) => {
      const example = parameter.in === "path" ? parameter.example : undefined;
      const input = made("input", { type: "text", value: example ?? "", required: parameter.in === "path" });
      input.dataset.in = parameter.in;
      input.dataset.name = parameter.name;
      return field(`${name}-try-${n}`, parameter.name, input, parameter.description);
    });
    const body = operation.requestBody?.content["application/json"];
    if (body) {
      const text = JSON.stringify(body.example ?? {}, null, 2);
      const input = made("textarea", { value: text, rows: Math.min(16, text.split("\n").length + 1) });
      input.dataset.in = "body";
      fields.push(field(`${name}-try-body`, "body", input, "JSON"));
    }
    return fields;
  }

  /** The request that a form's fields make. */
  function request(form, method, path) {
    const headers = new Headers({ Authorization: `Bearer ${keyField.value.trim()}` });
    const query = new URLSearchParams();
    let body;
    for (const input of form.querySelectorAll("[data-in]")) {
      const { in: place, name } = input.dataset;
      if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(input.value));
      else if (place === "body") body = input.value;
      else if (input.value && place === "query") query.append(name, input.value);
      else if (input.value && place === "header") headers.set(name, input.value);
    }
    if (body !== undefined) headers.set("Content-Type", "application/json");
    // Beside this page, wherever a proxy has put it.
    const address = new URL(`..${path}`, link.href);
    address.search = query;
    const signal = AbortSignal.timeout?.(TIMEOUT_MS);
    return [address, { method: method.toUpperCase(), headers, body, signal, credentials: "omit", cache: "no-store" }];
  }

  /** An answer as text: its headers, an empty line, its content. */
  async function told(answer) {
    const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
    const text = await answer.text();
    try {
      return [...headers, "", JSON.stringify(JSON.parse(text), null, 2)].join("\n");
    } catch {
      return [...headers, "", text].join("\n");
    }
  }

  /** Send what the form holds and show what comes, once it is there. */
  async function send(form, method, path, said, shown) {
    if (!keyField.value.trim()) {
      said.textContent = "Fill in the key first, at the top of the page.";
      return;
    }
    const button = form.querySelector("button");
    button.disabled = true;
    said.textContent = "…";
    shown.hidden = true;
    try {
      const answer = await fetch(...request(form, method, path));
      shown.firstChild.textContent = await told(answer);
      shown.hidden = false;
      said.textContent = `${answer.status} ${answer.statusText}`;
    } catch (error) {
      said.textContent = `No answer: ${error.message}`;
    }
    button.disabled = false;
  }

  /** Give the section of an operation its form. */
  function add(operation, method, path) {
    const heading = document.getElementById(operation.operationId);
    if (!heading) return;
    const button = made("button", { className: "button button-main" }, `${method.toUpperCase()}`);
    const said = made("p", { className: "try-said" });
    said.setAttribute("role", "status");
    const shown = made("pre", { hidden: true, tabIndex: 0 }, made("code"));
    shown.setAttribute("aria-label", `${operation.summary}: what came`);
    const form = made("form", {}, ...fieldsOf(operation, operation.operationId), made("p", {}, button), said, shown);
    button.setAttribute("aria-label", `${method.toUpperCase()} ${path}`);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, method, path, said, shown);
    });
    heading.parentElement.append(made("details", { className: "try" }, made("summary", {}, "Try it"), form));
  }

  async function begin() {
    const answer = await fetch(link.href);
    if (!answer.ok) return;
    const { paths } = await answer.json();
    for (const [path, item] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(item)) add(operation, method, path);
    }
    keyField.closest("[hidden]").hidden = false;
  }

  // Without the document there is nothing to try; the page can be read all the same.
  begin().catch(() => {});
})();
