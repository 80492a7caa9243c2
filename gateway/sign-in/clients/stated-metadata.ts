import { z } from "zod";

/** What of RFC 7591 2 makes a difference here. Logos, keys, contacts and the like are dropped unread. */
export const statedMetadata = z.object({
  redirect_uris: z.array(z.string().max(2_048)).min(1).max(200),
  client_name: z.string().optional().catch(undefined),
  grant_types: z.array(z.string()).optional().catch(undefined),
  response_types: z.array(z.string()).optional().catch(undefined),
});

/** Whether a client signs in by authorization code, as far as it says how. */
export function signsInByCode({
  grant_types: grants,
  response_types: types,
}: Pick<z.output<typeof statedMetadata>, "grant_types" | "response_types">): boolean {
  return grants?.includes("authorization_code") !== false && types?.includes("code") !== false;
}
