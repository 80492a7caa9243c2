import { z } from "zod";
import { graphName } from "#workers/tools/text/graph-name.ts";

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
