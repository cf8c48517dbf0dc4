// One run of a sender in a process of its own, to be watched or killed: publishes a folder, or goes the whole way of
// the outbox. What an earlier run left is finished or taken up first, as a program would.
import { Buffer } from "node:buffer";
import { join } from "node:path";

import { createPart, folderStore, openOutbox, readSigningKey, readRecipients } from "../dist/index.js";

const [what, root, ...rest] = process.argv.slice(2);
const store = folderStore(root);
try {
  process.stdout.write(await (what === "publish" ? store.publish("orders", ...rest) : send(...rest)));
} catch (error) {
  process.stdout.write(String(error.code ?? error.stack));
}

/** Sends bundles until the feed is at the sequence that is wanted. */
async function send(outboxRoot, keyFolder, manifestText, wanted) {
  const key = await readSigningKey(join(keyFolder, "test.signing-key"));
  const recipients = await readRecipients([join(keyFolder, "test.recipient")]);
  const outbox = await openOutbox(outboxRoot, "orders");
  let reused = 0;
  await outbox.deliver(store);
  for (;;) {
    const state = await outbox.state();
    const seq = (state?.seq ?? 0) + 1;
    if (seq > Number(wanted)) break;
    const left = await outbox.unfinished();
    const done = left?.run.seq === seq ? left.parts : [];
    reused += done.length;
    const runId = left?.run.seq === seq ? left.run.runId : `20261123T100000Z-${process.pid}-${seq}`;
    if (left?.run.seq !== seq)
      await outbox.begin({ runId, epoch: 1, seq, snapshot: "2026-11-23T10:00:00.123Z", plan: {} });
    const template = JSON.parse(manifestText);
    const parts = [];
    for (const piece of ["0", "1"]) {
      const known = done.find((entry) => entry.piece === piece);
      if (known !== undefined) {
        parts.push(known.part);
        continue;
      }
      const file = `part-0000${piece}.copy.gz.age`;
      const writer = await createPart(join(outbox.runFolder, file), { compression: "gzip", recipients });
      await writer.write(Buffer.from(`${seq * 10 + Number(piece)}\tx\n`), 1);
      const part = { file, holds: "rows", ...(await writer.close()) };
      await outbox.addPart({ table: "orders", piece, part });
      parts.push(part);
    }
    const previous = state?.manifestSha256 === undefined ? {} : { previous: state.manifestSha256 };
    const tables = [{ ...template.tables[0], parts, rows: 2 }];
    const manifest = { ...template, seq, runId, ...previous, recipients, tables };
    await outbox.seal(manifest, key, { issuedAt: "2026-11-23T10:00:02.000Z" });
    await outbox.deliver(store);
  }
  await outbox.close();
  return `reused ${reused}`;
}
