// Loads an exchange in a process of its own, which ends itself by SIGKILL at a named point. Reads its orders from argv.
import { readIdentities, readSigners, folderStore } from "@dp/bundle";
import { connectPostgres } from "@dp/pg-client";
import { load, openSession, purge } from "@dp/pg-load";

const order = JSON.parse(process.argv[2]);
const { folder, address, runId, killAt, nth = 1, connections = 2, purgeAt } = order;
let met = 0;
const store = folderStore(`${folder}/exchange`);
const feeds = await store.feeds();
process.stdout.write("ready\n");
const options = {
  store,
  trust: { signers: await readSigners([`${folder}/sender.signer.json`]) },
  identities: await readIdentities([`${folder}/reader.identity`]),
  connect: () => connectPostgres({ ...address, sslmode: "disable" }, { applicationName: `dp/test/${runId}` }),
  runId,
  connections,
  waitMs: 20_000,
  pauseMs: 20,
  onPoint: (point) => {
    if (point === killAt && ++met === nth) process.kill(process.pid, "SIGKILL");
  },
};
if (purgeAt !== undefined) {
  const db = await openSession(options.connect);
  await purge(db, feeds, { ...options, keepDays: 7, program: "test", now: () => new Date(purgeAt) });
  await db.close();
}
const results = purgeAt === undefined ? await load(feeds, options) : [];
process.stdout.write(
  JSON.stringify(
    results.map(({ status, loaded, error }) => ({ status, loaded: loaded.map(({ seq }) => seq), error: error?.code })),
  ),
);
