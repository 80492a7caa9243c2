import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

export function mayReadOneDrive(grantedScopes: ReadonlySet<string>): boolean {
  return grantedScopes.has("Files.Read") || grantedScopes.has("Files.Read.All");
}

/**
 * Throws `permission_missing` if the tenant has not granted the permission for this kind of drive: Sites.Read.All for
 * SharePoint, even where Graph accepts less; a Files permission for OneDrive. A drive of unknown kind requires both.
 */
export function checkDriveAccess(driveType: string | undefined, { grantedScopes }: Pick<ToolContext, "grantedScopes">) {
  const isOneDrive = driveType === "business" || driveType === "personal";
  if (!isOneDrive && !grantedScopes.has("Sites.Read.All")) {
    throw permissionMissing(["Sites.Read.All"], "This item is in a SharePoint site.");
  }
  if (driveType !== "documentLibrary" && !mayReadOneDrive(grantedScopes)) {
    throw permissionMissing(["Files.Read.All"], "This item is in a OneDrive.");
  }
}

/** Whether a URL is in a OneDrive. */
export function isInOneDrive(webUrl: string | null | undefined): boolean {
  return webUrl != null && (URL.parse(webUrl)?.pathname.toLowerCase().startsWith("/personal/") ?? false);
}

/** Whether the item of an id that Graph gave can't be had: it is refused, or Graph takes the id for none. */
export const isNotToBeHad = (error: unknown): boolean => isRefused(error) || hasCode(error, "invalid_input");

export const withoutOneDrive: Incomplete = {
  reason: "Files in OneDrive are left out; they need Files.Read.All.",
  missingScopes: ["Files.Read.All"],
};

/** Why only the user's own OneDrive is searched. */
export interface OwnDriveOnly {
  incomplete: Incomplete | string;
  /** The refusal of what only Microsoft Search can answer; `what` is a clause that ends in its verb. */
  refusal(what: string): ToolError;
}

/** The tenant has not granted Sites.Read.All. */
export function notGranted(reduced: string): OwnDriveOnly {
  const missingScopes = ["Sites.Read.All"];
  return {
    incomplete: { reason: `${reduced}.`, missingScopes },
    refusal: (what) =>
      permissionMissing(
        missingScopes,
        `${what} Microsoft Search; without it plain words are searched in the user's own OneDrive.`,
      ),
  };
}

/** Graph has no Microsoft Search, as in China (https://learn.microsoft.com/graph/api/search-query). */
export const withoutMicrosoftSearch: OwnDriveOnly = {
  incomplete:
    "Only the user's own OneDrive was searched: Microsoft Search, which SharePoint and others' files need, is not " +
    "available to this organisation.",
  refusal: (what) =>
    new ToolError(
      "invalid_input",
      `${what} Microsoft Search, which is not available to this organisation. Search for plain words, without a ` +
        "place in SharePoint.",
    ),
};
