import { SqlError, type Engine } from "../contracts.ts";
import { readFault, type Faults } from "../faults.ts";
import type { StatementLog } from "../statement-log.ts";
import { failure, success, type Reply } from "./reply.ts";
import { jsonBody, type Request } from "./request.ts";
import type { Route } from "./route.ts";

/** Where the stand-in itself is spoken to; nothing here exists on Snowflake. */
export const controlPrefix = "/__sim/";

interface ControlContext {
  readonly engine: Engine;
  readonly faults: Faults;
  readonly log: StatementLog;
}

/** Running SQL as the administrator, faults, and the statement log. */
export function controlRoutes({ engine, faults, log }: ControlContext): Route[] {
  return [
    { method: "POST", path: /^\/__sim\/sql$/, handle: (request) => runSql(request, engine) },
    { method: "POST", path: /^\/__sim\/faults$/, handle: (request) => addFault(request, faults) },
    { method: "GET", path: /^\/__sim\/faults$/, handle: () => success(faults.pending()) },
    {
      method: "DELETE",
      path: /^\/__sim\/faults$/,
      handle: () => {
        faults.clear();
        return success(null);
      },
    },
    { method: "GET", path: /^\/__sim\/statements$/, handle: () => success(log.entries) },
    {
      method: "DELETE",
      path: /^\/__sim\/statements$/,
      handle: () => {
        log.reset();
        return success(null);
      },
    },
  ];
}

async function runSql(request: Request, engine: Engine): Promise<Reply> {
  try {
    await engine.load(request.body.toString("utf8"));
    return success(null);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return failure(error.code, error.message, { sqlState: error.sqlState }, 400);
  }
}

function addFault(request: Request, faults: Faults): Reply {
  try {
    faults.add(readFault(jsonBody(request)));
    return success(faults.pending());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return failure("400", error.message, null, 400);
  }
}
