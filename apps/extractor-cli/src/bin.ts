import { processIo, runProgram } from "@dp/cli-kit";

import { program } from "./program.ts";

process.exitCode = await runProgram(program, process.argv.slice(2), processIo());
