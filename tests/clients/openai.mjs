// Ask a server of OpenAI's moderation endpoint as its JavaScript client does.
// Arguments: the server's address, an API key, a text. Prints what the client made of the answers.
import OpenAI from "openai";

const [root, key, text] = process.argv.slice(2);

async function told(work) {
  try {
    return { answer: await work() };
  } catch (error) {
    return { error: error.constructor.name, status: error.status, code: error.code };
  }
}

const client = new OpenAI({ baseURL: `${root}/v1`, apiKey: key, maxRetries: 0 });
const stranger = new OpenAI({ baseURL: `${root}/v1`, apiKey: "no key of ours", maxRetries: 0 });

console.log(
  JSON.stringify({
    one: await told(() => client.moderations.create({ input: text })),
    parts: await told(() => client.moderations.create({ input: [{ type: "text", text }] })),
    stranger: await told(() => stranger.moderations.create({ input: text })),
  }),
);
