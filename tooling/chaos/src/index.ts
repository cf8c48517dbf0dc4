export { campaign, type Campaign } from "./campaign.ts";
