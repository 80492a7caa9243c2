import { catalog } from "#common/tools/catalog.ts";
import { permissionsByArgument, type ToolContract } from "#common/tools/define-tool.ts";
import type { CompositeTool } from "#gateway/composites/composite-tool.ts";
import { composites } from "#gateway/composites/composites.ts";
import { decidingArgument, firstSentence } from "#gateway/pages/tools-table.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { readBy } from "#workers/tools/require-permission.ts";
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

/** Every permission that the Server app may have, and what is read by it. */
export function permissionsTable(): string {
  const rows = registeredPermissions.map((permission) => [`\`${permission}\``, readBy[permission] ?? ""]);
  return markdownTable(["permission", "what is read by it"], rows);
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
