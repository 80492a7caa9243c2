import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

export function mayReadOneDrive(grantedScopes: ReadonlySet<string>): boolean {
  return grantedScopes.has("Files.Read") || grantedScopes.has("Files.Read.All");
}

/**
 * Rejects with `permission_missing` when the tenant has not granted what this kind of drive needs: Sites.Read.All for
 * SharePoint, whatever else Graph would accept; a Files permission for a OneDrive. A drive of unknown kind needs both.
 */
export function checkDriveAccess(driveType: string | undefined, { grantedScopes }: Pick<ToolContext, "grantedScopes">) {
  const isOneDrive = driveType === "business" || driveType === "personal";
  if (!isOneDrive && !grantedScopes.has("Sites.Read.All")) {
    throw permissionMissing(["Sites.Read.All"], "This item lies in a SharePoint site.");
  }
  if (driveType !== "documentLibrary" && !mayReadOneDrive(grantedScopes)) {
    throw permissionMissing(["Files.Read.All"], "This item lies in a OneDrive.");
  }
}

/** Whether an address lies in somebody's OneDrive. */
export function isInOneDrive(webUrl: string | null | undefined): boolean {
  return webUrl != null && (URL.parse(webUrl)?.pathname.toLowerCase().startsWith("/personal/") ?? false);
}

export const withoutOneDrive: Incomplete = {
  reason: "Files in OneDrive are left out; they need Files.Read.All.",
  missingScopes: ["Files.Read.All"],
};
