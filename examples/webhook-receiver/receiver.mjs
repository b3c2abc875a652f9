// Receives what Stet tells: checks the signature, leaves out what came before, prints the rest.
//
//     STET_WEBHOOK_SECRET=whsec_… node receiver.mjs 9000
//
// Node 18 or newer is all that it needs.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const TOLERANCE_S = 300; // older messages are taken for replayed ones
const LONGEST = 1_000_000; // bytes

// >> verify
/** Whether `body` (a Buffer, exactly as it came) was signed with `secret` (whsec_…) just now. */
export function verify(secret, headers, body) {
  const name = headers["webhook-id"] ?? "";
  const at = headers["webhook-timestamp"] ?? "";
  if (!/^\d+$/.test(at) || Math.abs(Date.now() / 1000 - Number(at)) > TOLERANCE_S) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${name}.${at}.`).update(body).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
    return one.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
// << verify

const seen = new Set(); // a real receiver keeps both in its database
const latest = new Map();

function take(name, event) {
  if (seen.has(name)) return; // it was sent again, because our first answer got lost
  seen.add(name);
  const about = (event.data.comment ?? event.data.article ?? { id: "" }).id;
  if (event.sequence < (latest.get(about) ?? 0)) return; // a later one came before
  latest.set(about, event.sequence);
  console.log(JSON.stringify(event));
}

function receive(request, response) {
  const parts = [];
  let length = 0;
  request.on("data", (part) => {
    length += part.length;
    if (length <= LONGEST) parts.push(part);
  });
  request.on("end", () => {
    const body = Buffer.concat(parts);
    const good =
      request.method === "POST" &&
      length <= LONGEST &&
      verify(process.env.STET_WEBHOOK_SECRET, request.headers, body);
    if (good) take(request.headers["webhook-id"], JSON.parse(body));
    response.writeHead(good ? 204 : 401).end();
  });
}

createServer(receive).listen(Number(process.argv[2] ?? 9000), "127.0.0.1");
