import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { bestPermission, permissionsByArgument, somebody, type ToolContract } from "#common/tools/define-tool.ts";
import {
  permissionNamed,
  permissionNames,
  type RevocableContent,
  revocableContents,
} from "#common/tools/graph-permissions.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";

export interface Revocation {
  content: RevocableContent;
  revoked: readonly string[];
  /** Tools that can't be called any more. */
  stopped: readonly ToolName[];
  /** Arguments that are refused, in tools that go on. */
  refusedArguments: readonly string[];
  /** Tools that go on with less than before. */
  reduced: readonly ToolName[];
  /** Whether `read_resource` reads content of this kind. */
  isResource: boolean;
}

const grantable = catalog.flatMap(({ permissions }) => permissions.flatMap(({ scopes }) => scopes));

/** What reading resources of all kinds needs, also those of others. */
const resourcePermissions = resourceKinds.flatMap((kind) =>
  [undefined, somebody].flatMap((owner) => resourceNeeds({ kind, owner }).permissions.flatMap(({ scopes }) => scopes)),
);

/** Reads each kind of content with the permission of that kind alone, so that revoking one takes nothing else away. */
const readsAnyKind = (tool: ToolContract) => tool.name === "read_resource";

/** What happens to the tools when an organisation that granted everything revokes one kind of content. */
export function listRevocations(): Revocation[] {
  const searches = catalog.filter((tool) => !readsAnyKind(tool));
  const needs = searches.flatMap(permissionsByArgument);
  return revocableContents.map((content) => {
    const blocking = permissionNames.filter((name) => permissionNamed(name)?.blocks?.includes(content));
    const revoked: ReadonlySet<string> = new Set(blocking);
    const left = new Set(grantable.filter((scope) => !revoked.has(scope)));
    const found = searches.map(({ name, permissions }) => ({ name, best: bestPermission(permissions, left) }));
    return {
      content,
      revoked: blocking,
      refusedArguments: needs
        .filter(({ scopes }) => scopes.some((scope) => revoked.has(scope)))
        .map(({ argument }) => argument),
      stopped: found.filter(({ best }) => best === undefined).map(({ name }) => name),
      isResource: resourcePermissions.some((scope) => revoked.has(scope)),
      reduced: found.filter(({ best }) => best?.reduced !== undefined).map(({ name }) => name),
    };
  });
}
