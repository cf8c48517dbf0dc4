// Reads a result's chunks over https, through a proxy behind which the account's host is the stand-in. A process of its
// own, because Node reads NODE_EXTRA_CA_CERTS only at start. Reads settings as JSON on stdin, writes what came.
import { stdin, stdout } from "node:process";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { connectSnowflake } from "../dist/index.js";
import { openStorage } from "../dist/storage.js";

let text = "";
for await (const part of stdin) text += part;
const db = await connectSnowflake(JSON.parse(text), { tag: "dp/0.0.0/test", connectTimeoutMs: 15_000 });
const storage = openStorage(db.route);
try {
  const queryId = await db.results.submit("SELECT SEQ4()::VARCHAR AS N FROM TABLE(GENERATOR(ROWCOUNT => 3000))");
  const { rows, inline, chunks, headers } = await db.results.result(queryId);
  const read = [...inline];
  for (const { url } of chunks) {
    const body = await buffer(await storage.open(url, { headers }));
    read.push(...JSON.parse(`[${gunzipSync(body).toString()}]`));
  }
  stdout.write(
    JSON.stringify({
      rows,
      chunks: chunks.length,
      hosts: chunks.map(({ url }) => new URL(url).host),
      read: read.length,
    }),
  );
} finally {
  storage.close();
  await db.close();
}
