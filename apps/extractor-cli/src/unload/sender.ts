import { type CommandContext, gitState } from "@dp/cli-kit";
import type { Project } from "@dp/config";
import type { SessionInfo } from "@dp/snowflake-client";
import type { Sender } from "@dp/snowflake-unload";

/** `ORGANIZATION-ACCOUNT`, or the account's name alone where it has no organization. */
export function accountOf({ organization, account }: SessionInfo): string {
  return organization === null ? account : `${organization}-${account}`;
}

/** Who makes the bundles of this run. */
export async function senderOf(
  { runId, program, version }: CommandContext,
  project: Project,
  info: SessionInfo,
): Promise<Sender> {
  const state = await gitState(project.root);
  return {
    runId,
    program: `${program}/${version}`,
    account: accountOf(info),
    ...(state !== undefined && { commit: state.commit }),
  };
}
