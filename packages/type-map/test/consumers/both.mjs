/** One program may hold both builds; errors are then told apart by their code, which is why they have one. */
import { createRequire } from "node:module";

import * as imported from "@dp/type-map";

const required = createRequire(import.meta.url)("@dp/type-map");

function failure(run) {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

const error = failure(() => required.mapType("HYPERLOGLOG"));
const names = (module) => Object.keys(module).sort();
console.log(
  JSON.stringify({
    sameNames: JSON.stringify(names(imported)) === JSON.stringify(names(required)),
    sameClass: error instanceof imported.UnknownSnowflakeTypeError,
    code: error.code,
  }),
);
