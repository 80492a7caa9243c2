import { ToolError } from "#common/errors.ts";
import { bestPermission, type ToolPermission, type ToolPermissions } from "../define-tool.ts";

/** The best granted alternative; rejects with `permission_missing` when there is none. */
export function requirePermission(permissions: ToolPermissions, grantedScopes: ReadonlySet<string>): ToolPermission {
  const granted = bestPermission(permissions, grantedScopes);
  if (granted) return granted;
  throw permissionMissing(permissions[0].scopes.filter((scope) => !grantedScopes.has(scope)));
}

/** `because` is a sentence about what these scopes are needed for. */
export function permissionMissing(missingScopes: readonly string[], because = ""): ToolError {
  const needed = `The organisation has not granted this connector the Microsoft Graph permission ${missingScopes.join(" and ")}.`;
  return new ToolError("permission_missing", `${because} ${needed} An Entra administrator can grant it.`.trim(), {
    missingScopes: [...missingScopes],
  });
}
