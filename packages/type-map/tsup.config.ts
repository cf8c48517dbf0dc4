import { library } from "../../tsup.base.ts";

export default library({ entry: { index: "src/index.ts", sql: "src/sql/index.ts" }, format: ["esm", "cjs"] });
