export { createDuckStore } from "./store.ts";
