import { catalog } from "#common/tools/catalog.ts";
import {
  bestOf,
  bestPermission,
  permissionsByArgument,
  somebody,
  type ToolContract,
  type ToolPermissions,
} from "#common/tools/define-tool.ts";
import { isServedIn, permissionNamed } from "#common/tools/graph-permissions.ts";
import { getGrantedScopes } from "#common/tools/people.ts";
import type { CloudName } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";
import { utcText } from "#workers/tools/calendar/event-times.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler } from "#workers/tools/tool-context.ts";

interface Lacking {
  missingScopes: string[];
  /** What of the tool is concerned, for each: in words. Absent: all of it, it can't be called. */
  limits?: string[];
}

interface Part {
  limit: string;
  scopes: readonly string[];
}

/** What a caller with these permissions can't do with a tool in a cloud. Undefined if they can do everything there. */
export function lackingOf(
  tool: ToolContract,
  { granted, cloud }: { granted: ReadonlySet<string>; cloud: CloudName },
): Lacking | undefined {
  const missingOf = (scopes: readonly string[]) =>
    scopes.filter((scope) => !granted.has(scope) && isServedIn(scope, cloud));
  if (bestPermission(tool.permissions, granted) === undefined) {
    return { missingScopes: missingOf(bestOf(tool.permissions)) };
  }
  const parts = tool.name === "read_resource" ? kindsOf(granted) : partsOf(tool, granted);
  const lacking = parts.filter(({ scopes }) => missingOf(scopes).length > 0);
  if (lacking.length === 0) return undefined;
  return {
    missingScopes: [...new Set(lacking.flatMap(({ scopes }) => missingOf(scopes)))],
    limits: [...new Set(lacking.map(({ limit }) => limit))],
  };
}

function partsOf(tool: ToolContract, granted: ReadonlySet<string>): Part[] {
  const byArgument = permissionsByArgument(tool).map(({ argument, scopes }) => ({ limit: `No ${argument}`, scopes }));
  return [...reducedParts(tool.permissions, granted), ...byArgument];
}

/** Kinds of uris of `read_resource`, also of others' mailboxes and calendars. */
function kindsOf(granted: ReadonlySet<string>): Part[] {
  return resourceKinds.flatMap((kind) =>
    [undefined, somebody].flatMap((owner) => {
      const { permissions } = resourceNeeds({ kind, owner });
      if (bestPermission(permissions, granted) !== undefined) return reducedParts(permissions, granted);
      const missing = bestOf(permissions).filter((scope) => !granted.has(scope));
      return missing.map((scope) => ({ limit: `No ${permissionNamed(scope)?.reads ?? scope}`, scopes: [scope] }));
    }),
  );
}

function reducedParts(permissions: ToolPermissions, granted: ReadonlySet<string>): Part[] {
  const limit = bestPermission(permissions, granted)?.reduced;
  return limit === undefined ? [] : [{ limit, scopes: bestOf(permissions) }];
}

/** Which permissions the connector has, and what it lacks. */
export const getGrantedScopesHandler = defineHandler(getGrantedScopes, {
  async run(_input, { grantedScopes, consent, cloud, now }) {
    const lacking = catalog.flatMap((tool) => {
      const found = lackingOf(tool, { granted: grantedScopes, cloud });
      return found === undefined ? [] : [{ tool: tool.name, ...found }];
    });
    const withoutEffect = [...consent.scopes].sort().flatMap((permission) => {
      const { because, page } = permissionNamed(permission)?.withoutEffect ?? {};
      return because === undefined ? [] : [{ permission, because, source: page }];
    });
    return withoutEmpty({
      grantedScopes: [...consent.scopes].sort(),
      blockedTools: nonEmptyList(lacking.filter(({ limits }) => limits === undefined)),
      limitedTools: nonEmptyList(
        lacking.flatMap(({ limits, ...of }) => (limits === undefined ? [] : [{ ...of, limits }])),
      ),
      withoutEffect: nonEmptyList(withoutEffect),
      adminConsentUrl: lacking.length > 0 ? consent.adminUrl : undefined,
      knownUntil: consent.knownUntilMs > now() ? utcText(consent.knownUntilMs) : undefined,
    });
  },
  toBlocks: (output) => [output],
});
