// Loads an exchange in a process of its own, which ends itself by SIGKILL at a named point. Reads its orders from argv.
import { readIdentities, readSigners, folderStore } from "@dp/bundle";
import { connectPostgres } from "@dp/pg-client";
import { load } from "@dp/pg-load";

const order = JSON.parse(process.argv[2]);
const { folder, address, runId, killAt, nth = 1, connections = 2 } = order;
let met = 0;
const store = folderStore(`${folder}/exchange`);
const feeds = await store.feeds();
process.stdout.write("ready\n");
const results = await load(feeds, {
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
});
process.stdout.write(
  JSON.stringify(
    results.map(({ status, loaded, error }) => ({ status, loaded: loaded.map(({ seq }) => seq), error: error?.code })),
  ),
);
