// Passkeys: asks the device, and puts its answer into the page's form. All else is forms.
"use strict";

(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  /** What the server asks for, as the browser takes it: bytes instead of text. */
  function read(options) {
    const withBytes = (one) => ({ ...one, id: toBytes(one.id) });
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user = withBytes(options.user);
    for (const known of ["excludeCredentials", "allowCredentials"]) options[known] = options[known]?.map(withBytes);
    return options;
  }

  /** The device's answer, as the server takes it: text instead of bytes. */
  function write({ id, rawId, type, response }) {
    const answer = { transports: response.getTransports?.() };
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[part]) answer[part] = toText(response[part]);
    }
    return JSON.stringify({ id, rawId: toText(rawId), type, response: answer });
  }

  /** Say why nothing came of it: in the sentence for that error, or in the first. */
  function say(name) {
    const sentences = [...document.querySelectorAll("[data-passkey-failure]")];
    const said = sentences.find((sentence) => sentence.dataset.passkeyFailure === name) ?? sentences[0];
    document.querySelector("[data-passkey-waiting]").hidden = true;
    said.hidden = false;
    document.querySelector("[data-passkey-again]").hidden = false;
  }

  async function ask(form) {
    const publicKey = read(JSON.parse(form.dataset.passkeyOptions));
    try {
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.credential.value = write(credential);
    } catch (error) {
      say(error.name);
      return;
    }
    form.submit();
  }

  const isSupported = "PublicKeyCredential" in window;
  for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = !isSupported;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = isSupported;
  const form = document.querySelector("form[data-passkey]");
  if (form && isSupported) ask(form);
})();
