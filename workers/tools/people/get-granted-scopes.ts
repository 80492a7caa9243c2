import { catalog } from "#common/tools/catalog.ts";
import { getGrantedScopes } from "#common/tools/get-granted-scopes.ts";
import { utcText } from "#workers/tools/calendar/event-times.ts";
import { readBy } from "#workers/tools/require-permission.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import { lackingOf } from "./lacking.ts";

/** Which permissions the connector has, and what it lacks. */
export const getGrantedScopesHandler = defineHandler(getGrantedScopes, {
  async run(_input, { grantedScopes, consent, now }) {
    const lacking = catalog.flatMap((tool) => {
      const found = lackingOf(tool, grantedScopes, (scope) => readBy[scope] ?? scope);
      return found === undefined ? [] : [{ tool: tool.name, ...found }];
    });
    return {
      grantedScopes: [...consent.scopes].sort(),
      ...withoutEmpty({
        blockedTools: someOf(lacking.filter(({ limits }) => limits === undefined)),
        limitedTools: someOf(lacking.flatMap(({ limits, ...of }) => (limits === undefined ? [] : [{ ...of, limits }]))),
        adminConsentUrl: lacking.length > 0 ? consent.adminUrl : undefined,
        knownUntil: consent.knownUntilMs > now() ? utcText(consent.knownUntilMs) : undefined,
      }),
    };
  },

  toBlocks(output) {
    return [output];
  },
});
