// Ask a server of the Perspective protocol as its published JavaScript clients do.
// Arguments: the server's address, an API key, a text. Prints what each client made of the answer.
import { createRequire } from "node:module";
import { Discovery } from "googleapis-common"; // what google.discoverAPI of googleapis calls

const require = createRequire(import.meta.url);
const axios = require("axios");
const PerspectiveClient = require("perspective-api-client");

const [root, key, text] = process.argv.slice(2);

async function told(work) {
  try {
    return { answer: await work() };
  } catch (error) {
    return { error: error.message };
  }
}

const discovery = new Discovery({ debug: false });
const create = await discovery.discoverAPI(`${root}/$discovery/rest?version=v1alpha1`);
const google = create({ version: "v1alpha1" });

async function byGoogle(key, requestedAttributes) {
  const resource = { comment: { text }, requestedAttributes, languages: ["fr"] };
  return (await google.comments.analyze({ key, resource })).data;
}

// Its address is written into it.
axios.interceptors.request.use((config) => {
  config.url = config.url.replace("https://commentanalyzer.googleapis.com", root);
  return config;
});
const client = new PerspectiveClient({ apiKey: key });

console.log(
  JSON.stringify({
    google: await told(() => byGoogle(key, { TOXICITY: {}, CHARTE: {} })),
    googleUnknown: await told(() => byGoogle(key, { FLIRTATION: {} })),
    googleKey: await told(() => byGoogle("no key of ours", { TOXICITY: {} })),
    npm: await told(() => client.analyze(text, { attributes: ["TOXICITY", "INSULT"] })),
    npmEmpty: await told(() => client.analyze({ comment: { text: " " }, requestedAttributes: { TOXICITY: {} } })),
  }),
);
