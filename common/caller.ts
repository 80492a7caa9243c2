import { z } from "zod";

const guid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/**
 * The validated user and client of a call. Only the gateway's token validator creates one; a worker reads it from an
 * encrypted job. The identity is `tenantId` and `userId` (Entra `tid` and `oid`), never a name or an address.
 */
export const callerSchema = z.object({
  tenantId: guid,
  userId: guid,
  /** Client ID (`azp`) of the app that the user signed in with. */
  clientId: guid,
  /** Short scope names of the access token (`scp`). */
  scopes: z.array(z.string()),
  /** `exp` of the access token, in Unix seconds. */
  expiresAtSeconds: z.number().int(),
  /** Whether the client declares support for claims challenges (`xms_cc` contains `cp1`). */
  understandsClaims: z.boolean(),
  /** Entra's ID of the access token (`uti`), if it has one; for the audit log. */
  tokenId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  /**
   * Domain of the user's sign-in name, in lower case, if the token has one. Distinguishes internal from external mail.
   */
  domain: z.string().max(255).optional(),
});

export type Caller = z.infer<typeof callerSchema>;
