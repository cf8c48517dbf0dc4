/** Loads one exchange in a process of its own, so that its memory can be told: a part of bench/load.js. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const bundle = await import(at("packages/bundle/dist/index.js"));
const { connectPostgres } = await import(at("packages/pg-client/dist/index.js"));
const { load } = await import(at("packages/pg-load/dist/index.js"));

const order = JSON.parse(process.argv[2]);
const phases = {};
const { folder, address, runId, connections } = order;
const store = bundle.folderStore(join(folder, "exchange"));
const [result] = await load(["t"], {
  store,
  trust: { signers: await bundle.readSigners([join(folder, "s.signer.json")]) },
  identities: await bundle.readIdentities([join(folder, "r.identity")]),
  connect: () => connectPostgres({ ...address, sslmode: "disable" }, { applicationName: "bench" }),
  runId,
  connections,
  onEvent: (event) => {
    if (event.type === "phase") phases[event.phase] = event.ms;
  },
});
if (result.status !== "loaded") throw result.error ?? result.troubles[0]?.error ?? new Error(result.status);
process.stdout.write(
  JSON.stringify({
    phases,
    way: result.loaded[0].tables[0].way,
    rss: process.resourceUsage().maxRSS / 1024,
  }),
);
