import { z } from "zod";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

const profile = z.object({ mail: z.string().nullish(), userPrincipalName: z.string().nullish() });

/**
 * The mail address and the sign-in name of the signed-in user. Needs `User.Read`.
 * https://learn.microsoft.com/graph/api/user-get
 */
export async function ownAddresses(graph: GraphDoor): Promise<string[]> {
  const { mail, userPrincipalName } = await graph.get(
    { path: ["me"], query: { $select: "mail,userPrincipalName" } },
    profile,
  );
  const addresses = [mail, userPrincipalName].filter((address) => address != null);
  return [...new Set(addresses)].filter((address) => address !== "");
}
