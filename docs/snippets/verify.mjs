// Verify one message of liveblog-monitor with what Node.js brings along.
//
//     node verify.mjs BODY_FILE ID TIMESTAMP SIGNATURES < secret
//
// Exit status 0: the signature is right and fresh.
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TOLERANCE_S = 300;

/** Whether a message was signed with the secret not long ago; `body` is a Buffer of the bytes as they came. */
export function verify(secret, id, timestamp, signatures, body) {
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_S)) return false; // somebody sends it again
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${digest}`);
  // While a secret is being replaced there are two signatures, with a blank between.
  return signatures.split(" ").some((given) => {
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, id, timestamp, signatures] = process.argv.slice(2);
  const secret = readFileSync(0, "utf8").trim();
  process.exit(verify(secret, id, timestamp, signatures, readFileSync(file)) ? 0 : 1);
}
