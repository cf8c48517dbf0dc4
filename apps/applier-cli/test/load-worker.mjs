// Asks the same thing again and again until its input ends, and says then how long the longest answer took.
import { connectPostgres } from "@dp/pg-client";

const { settings, statement } = JSON.parse(process.argv[2] ?? "{}");
const db = await connectPostgres(settings, { applicationName: "load" });
await db.query("SET lock_timeout = 0; SET statement_timeout = 0");
let going = true;
process.stdin.resume().once("end", () => (going = false));
let [queries, longestMs] = [0, 0];
process.stdout.write("ready\n");
while (going) {
  const startedAt = performance.now();
  await db.query(statement);
  longestMs = Math.max(longestMs, performance.now() - startedAt);
  queries++;
  await new Promise((resolve) => setTimeout(resolve, 10));
}
await db.close();
process.stdout.write(`${JSON.stringify({ queries, longestMs })}\n`);
