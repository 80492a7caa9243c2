import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";

/** Why only the user's own OneDrive is searched. */
export interface OwnDriveOnly {
  incomplete: Incomplete;
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
  incomplete: {
    reason:
      "Only the user's own OneDrive was searched: Microsoft Search, which SharePoint and others' files need, is not " +
      "available to this organisation.",
  },
  refusal: (what) =>
    new ToolError(
      "invalid_input",
      `${what} Microsoft Search, which is not available to this organisation. Search for plain words, without a ` +
        "place in SharePoint.",
    ),
};
