import { ToolError } from "#common/errors.ts";
import { bestPermission, type ToolPermission, type ToolPermissions } from "#common/tools/define-tool.ts";
import { permissionNamed } from "#common/tools/graph-permissions.ts";

/** `Reading mail is blocked.` */
function blockedBy(missingScopes: readonly string[]): string {
  const kinds = new Set(missingScopes.map((scope) => permissionNamed(scope)?.reads ?? "this"));
  return `Reading ${[...kinds].join(" and ")} is blocked.`;
}

/**
 * The best alternative that is granted.
 * @throws `permission_missing` when none is
 */
export function requirePermission(permissions: ToolPermissions, grantedScopes: ReadonlySet<string>): ToolPermission {
  const granted = bestPermission(permissions, grantedScopes);
  if (granted) return granted;
  const missing = permissions[0].scopes.filter((scope) => !grantedScopes.has(scope));
  throw permissionMissing(missing, blockedBy(missing));
}

/** The error for missing permissions. `because` is a sentence that says what they are needed for. */
export function permissionMissing(missingScopes: readonly string[], because: string): ToolError {
  const names = missingScopes.join(" and ");
  const needed = `The organisation has not granted this connector the Microsoft Graph permission ${names}.`;
  return new ToolError("permission_missing", `${because} ${needed} An Entra administrator can grant it.`, {
    missingScopes: [...missingScopes],
  });
}
