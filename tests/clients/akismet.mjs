// Ask a server of Akismet's protocol as its published JavaScript clients do.
// Arguments: the server's address, a key, a text to publish, one to refuse. Prints what they made of it.
import { createRequire } from "node:module";
import { Author, Blog, Client, Comment } from "@cedx/akismet";

const require = createRequire(import.meta.url);
const dns = require("node:dns");
const { AkismetClient } = require("akismet-api");

const [root, key, good, bad] = process.argv.slice(2);
const home = "https://blog.example";

async function told(work) {
  try {
    return { answer: await work() };
  } catch (error) {
    return { error: error.message };
  }
}

const author = new Author({ ipAddress: "192.0.2.7", name: "Rita Favre", userAgent: "Firefox" });
const comment = (content) => new Comment({ author, content, type: "comment" });
const blog = new Blog({ charset: "UTF-8", languages: ["fr"], url: home });
const cedx = new Client(key, blog, { baseUrl: root });
const stranger = new Client("aaaaaaaaaaaa", blog, { baseUrl: root });

// Its key stands in the host's name: such a name leads here, too.
const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(/\bcharte\.test$/.test(name) ? "127.0.0.1" : name, ...rest);
const host = `charte.test:${new URL(root).port}`;
const api = new AkismetClient({ key, blog: home, protocol: "http", host });
const apiStranger = new AkismetClient({ key: "aaaaaaaaaaaa", blog: home, protocol: "http", host });
const sent = (content) => ({ ip: "192.0.2.7", content, name: "Rita Favre", type: "comment" });

console.log(
  JSON.stringify({
    cedx: {
      key: await cedx.verifyKey(),
      strange: await stranger.verifyKey(),
      good: await told(() => cedx.checkComment(comment(good))),
      bad: await told(() => cedx.checkComment(comment(bad))),
      ham: await told(() => cedx.submitHam(comment(good))),
      spam: await told(() => cedx.submitSpam(comment(bad))),
      stranger: await told(() => stranger.checkComment(comment(good))),
    },
    api: {
      key: await told(() => api.verifyKey()),
      strange: await told(() => apiStranger.verifyKey()),
      good: await told(() => api.checkSpam(sent(good))),
      bad: await told(() => api.checkSpam(sent(bad))),
      ham: await told(async () => (await api.submitHam(sent(good))).text),
      stranger: await told(() => apiStranger.checkSpam(sent(good))),
    },
  }),
);
