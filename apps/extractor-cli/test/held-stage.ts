import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, type Stage } from "./stage.ts";

/** A project that several tests go on with; what it left is looked at when it is closed. */
export interface HeldStage {
  readonly stage: Stage;
  close(): Promise<void>;
}

export async function holdStage(sim: Pick<SnowflakeSim, "url" | "account">, tables: string): Promise<HeldStage> {
  return new Promise((resolve, reject) => {
    const done: { leave: () => void } = { leave: () => undefined };
    const over = onStage(sim, tables, (stage) => {
      const left = new Promise<void>((leave) => (done.leave = leave));
      const close = async (): Promise<void> => {
        done.leave();
        await over;
      };
      resolve({ stage, close });
      return left;
    });
    over.catch(reject);
  });
}
