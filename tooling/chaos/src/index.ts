export { campaign, type Campaign } from "./campaign.ts";
export { randomFrom } from "./random.ts";
