// The same with the official library: npm install standardwebhooks
//
//     node official.mjs BODY_FILE ID TIMESTAMP SIGNATURES < secret
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const [file, id, timestamp, signatures] = process.argv.slice(2);
const webhook = new Webhook(readFileSync(0, "utf8").trim());
try {
  webhook.verify(readFileSync(file, "utf8"), {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures,
  });
} catch {
  process.exit(1);
}
