import { getGrantedScopes } from "#common/tools/get-granted-scopes.ts";
import type { Scene } from "./scene.ts";

/** What the organisation has granted. */
export async function tellPermissions({ screen, hero, ask, expect }: Scene): Promise<void> {
  const { grantedScopes, blockedTools = [] } = await ask({
    who: hero,
    words: "What may you read here?",
    tool: getGrantedScopes,
    args: {},
  });
  screen.table(
    ["granted by the organisation"],
    grantedScopes.map((scope) => [scope]),
  );
  expect("mail should be granted", grantedScopes.includes("Mail.Read"));
  expect("no tool should be blocked", blockedTools.length === 0);
}
