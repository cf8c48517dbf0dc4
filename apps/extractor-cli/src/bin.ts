import { runProcess } from "@dp/cli-kit";

import { program } from "./program.ts";

await runProcess(program);
