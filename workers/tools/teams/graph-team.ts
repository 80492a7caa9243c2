import { z } from "zod";
import { cleanLine } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import { graphName } from "#workers/tools/graph-values.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";

/**
 * Graph's `team` in a list, of which only these properties have values, or `associatedTeamInfo`, which has no more than
 * a name.
 */
export const graphTeam = z.object({
  id: z.string(),
  displayName: graphName.nullish(),
  description: graphName.nullish(),
  isArchived: z.boolean().nullish(),
});

/** Graph's `channel`. */
export const graphChannel = z.object({
  /** Of channels that other teams share, its address, which names its team. */
  "@odata.id": z.string().nullish(),
  id: z.string(),
  displayName: graphName.nullish(),
  description: graphName.nullish(),
  membershipType: z.string().nullish(),
  isArchived: z.boolean().nullish(),
});
export type GraphChannel = z.infer<typeof graphChannel>;

const nameCharacters = 200;
const descriptionCharacters = 100;

/** What lists show of teams and channels alike. */
export function namedFields({
  displayName,
  description,
  isArchived,
}: {
  displayName?: string | null | undefined;
  description?: string | null | undefined;
  isArchived?: boolean | null | undefined;
}) {
  return withoutEmpty({
    displayName: truncate(cleanLine(displayName ?? ""), nameCharacters) || undefined,
    description: truncate(cleanLine(description ?? ""), descriptionCharacters) || undefined,
    archived: isArchived || undefined,
  });
}
