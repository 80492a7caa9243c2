import { getGrantedScopes } from "#common/tools/people.ts";
import type { ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** What the organisation has granted. */
  async demo({ screen, hero, ask, expect }) {
    const words = "What may you read here?";
    const { grantedScopes, blockedTools = [] } = await ask({ who: hero, words, tool: getGrantedScopes, args: {} });
    screen.table(
      ["granted by the organisation"],
      grantedScopes.map((scope) => [scope]),
    );
    expect("mail should be granted", grantedScopes.includes("Mail.Read"));
    expect("no tool should be blocked", blockedTools.length === 0);
  },
  questions: [{}],
  roundTrips: { median: 0.5, most: 0.5 },
  conformance: { args: {}, answers: /"grantedScopes":\[[^\]]*"Mail\.Read"/ },
  ownCall: () => ({}),
};
