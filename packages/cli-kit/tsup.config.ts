import { library } from "../../tsup.base.ts";

// yargs is some thirty files; as one it loads in a fifth of the time, and every command line pays for it.
export default library({ noExternal: [/./] });
