import { catalog } from "#common/tools/catalog.ts";
import { bestPermission, permissionsByArgument, somebody, type ToolContract } from "#common/tools/define-tool.ts";
import { permissionNamed, permissionNames } from "#common/tools/graph-permissions.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";
import type { CompositeTool } from "#gateway/composites/composite-tool.ts";
import { composites } from "#gateway/composites/composites.ts";
import { decidingArgument, firstSentence } from "#gateway/pages/home-page.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { withImpliedScopes } from "#workers/auth/user-tokens.ts";
import { lackingOf } from "#workers/tools/people/get-granted-scopes.ts";
import { markdownTable } from "./marked-block.ts";

const quoted = (scopes: readonly string[]) => scopes.map((scope) => `\`${scope}\``).join(" and ");

/** One line for each mode: what gives all, then what gives less, and how much less. */
function permissionCell(tool: ToolContract): string {
  if (tool.permissions[0].scopes.length === 0) return "none: it works where nothing is granted";
  const byMode = Map.groupBy(tool.permissions, ({ reduced }) => reduced);
  const modes = [...byMode].map(([reduced, alternatives]) => {
    const sets = alternatives.map(({ scopes }) => quoted(scopes));
    const any = new Intl.ListFormat("en", { type: "disjunction" }).format(sets);
    return reduced === undefined ? any : `with ${any}: ${reduced[0]?.toLowerCase()}${reduced.slice(1)}`;
  });
  return [...modes, ...permissionsOfArguments(tool)].join("; ");
}

/** What single arguments need besides: those that take a mail address, and one that every call must have. */
function permissionsOfArguments(tool: ToolContract): string[] {
  const deciding = decidingArgument(tool);
  if (deciding !== undefined) return [`each kind of \`${deciding}\` needs the permissions of its content`];
  return permissionsByArgument(tool).map(
    ({ argument, scopes }) => `with the argument \`${argument}\`: also ${quoted(scopes)}`,
  );
}

const grantedOnly = (scopes: readonly string[]) => withImpliedScopes(new Set(scopes));

/** What each tool does not do with these permissions, in one line. */
function lostWith(scopes: readonly string[]): string {
  const lost = catalog.flatMap((tool: ToolContract) => {
    const lacking = lackingOf(tool, { granted: grantedOnly(scopes), cloud: "public" });
    if (lacking === undefined) return [];
    return [`\`${tool.name}\`: ${lacking.limits?.join("; ").replace(/^[A-Z]/, asLower) ?? "stops"}`];
  });
  return lost.join("<br>") || "nothing";
}

const asLower = (letter: string) => letter.toLowerCase();

/** The tools that ask for a permission in some case. */
function toolsWith(permission: string): string {
  const kinds = resourceKinds.flatMap((kind) =>
    [{}, { owner: somebody }, { siteId: "contoso.sharepoint.com" }].flatMap((place) =>
      resourceNeeds({ kind, ...place }).permissions.flatMap(({ scopes }) => scopes),
    ),
  );
  const named = (tool: ToolContract) =>
    [
      ...tool.permissions.flatMap(({ scopes }) => scopes),
      ...permissionsByArgument(tool).flatMap(({ scopes }) => scopes),
      ...(tool.name === "read_resource" ? kinds : []),
    ].includes(permission);
  return catalog
    .filter(named)
    .map(({ name }) => `\`${name}\``)
    .join(", ");
}

/** What tools do with a permission alone. */
function doneWith(permission: string): string {
  const granted = grantedOnly([permission]);
  const done = catalog.flatMap((tool: ToolContract) => {
    const { scopes = [], reduced } = bestPermission(tool.permissions, granted) ?? {};
    if (!scopes.includes(permission)) return [];
    const limits = lackingOf(tool, { granted, cloud: "public" })?.limits ?? [];
    const ofKinds = limits.filter((limit) => !limit.startsWith("No ")).join("; ");
    const told = tool.name === "read_resource" ? ofKinds : (reduced ?? "");
    return [`\`${tool.name}\`: ${told.replace(/^[A-Z]/, asLower)}`];
  });
  return done.join("<br>") || permissionNamed(permission)?.reads || "";
}

/** Every permission that the Server app may have: what is read by it, by which tools, and what is lost without it. */
export function permissionsTable(): string {
  const rows = registeredPermissions.map((permission) => [
    `\`${permission}\``,
    permissionNamed(permission)?.reads ?? "",
    toolsWith(permission) || "all that show times",
    lostWith(registeredPermissions.filter((name) => name !== permission)),
  ]);
  return markdownTable(["permission", "what is read by it", "tools", "without it"], rows);
}

/** The permissions that an organisation may grant instead of a broader one. */
export function narrowPermissionsTable(): string {
  const narrow = permissionNames.filter(
    (name) => !registeredPermissions.includes(name) && permissionNamed(name)?.withoutEffect === undefined,
  );
  return markdownTable(
    ["permission", "what works with it alone"],
    narrow.map((name) => [`\`${name}\``, doneWith(name)]),
  );
}

/** The permissions that open nothing that a tool can read. */
export function emptyPermissionsTable(): string {
  const rows = permissionNames.flatMap((name) => {
    const { because, page } = permissionNamed(name)?.withoutEffect ?? {};
    return because === undefined ? [] : [[`\`${name}\``, because, `[Microsoft](${page})`]];
  });
  return markdownTable(["permission", "why it has no effect", "source"], rows);
}

/** Every tool, and the delegated Graph permissions that it needs. */
export function toolPermissionsTable(): string {
  const rows = catalog.map((tool: ToolContract) => [`\`${tool.name}\``, permissionCell(tool)]);
  return markdownTable(["tool", "delegated permission"], rows);
}

/** The names of all tools, in one line. */
export const toolNames = (): string => catalog.map(({ name }) => `\`${name}\``).join(" · ");

/** Every composite tool, and the tools that it calls. */
export function compositesTable(): string {
  const rows = composites.map(({ contract, tools }: CompositeTool) => [
    `\`${contract.name}\``,
    firstSentence(contract.description),
    tools.map(({ name }) => `\`${name}\``).join(", "),
  ]);
  return markdownTable(["tool", "what it gives", "calls"], rows);
}

/** Every tool, and what it gives. */
export function toolsTable(): string {
  const rows = catalog.map((tool: ToolContract) => [`\`${tool.name}\``, firstSentence(tool.description)]);
  return markdownTable(["tool", "what it gives"], rows);
}
