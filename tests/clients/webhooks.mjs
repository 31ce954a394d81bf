// Verify deliveries of webhooks as their JavaScript library does.
// Argument: [{secret, headers, body}], a body as base64. Prints what each held, or why it is refused.
import { Webhook } from "standardwebhooks";

const deliveries = JSON.parse(process.argv[2]);

console.log(
  JSON.stringify(
    deliveries.map(({ secret, headers, body }) => {
      try {
        return new Webhook(secret).verify(Buffer.from(body, "base64"), headers);
      } catch (error) {
        return { error: error.message };
      }
    }),
  ),
);
