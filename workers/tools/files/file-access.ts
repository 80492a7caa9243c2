import type { ToolPermissions } from "#common/tools/define-tool.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { Incomplete } from "#workers/tools/paging/incomplete.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";

const ownDriveOnly = "Only the user's own OneDrive; SharePoint sites and others' files need Sites.Read.All";

/** Searching files: everywhere, or in the user's own OneDrive alone. Sites.Selected can't search at all. */
export const fileSearchPermissions: ToolPermissions = [
  { scopes: ["Sites.Read.All"] },
  { scopes: ["Files.Read.All"], reduced: ownDriveOnly },
  { scopes: ["Files.Read"], reduced: ownDriveOnly },
];

/** Anything in SharePoint. */
export const sitePermissions: ToolPermissions = [{ scopes: ["Sites.Read.All"] }];

/** Reading a file, before it is known where it lies; `checkDriveAccess` follows. */
export const anyFilePermissions: ToolPermissions = [
  { scopes: ["Files.Read.All"] },
  { scopes: ["Sites.Read.All"], reduced: "Only files in SharePoint sites" },
  { scopes: ["Files.Read"], reduced: "Only the user's own OneDrive" },
];

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
