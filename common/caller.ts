import { z } from "zod";

const guid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/**
 * The checked person and client behind a call. Only the gateway's token validator makes one; the worker reads it
 * from a sealed job. Identity is `tenantId` + `userId` (Entra `tid` and `oid`), never a name or an address.
 */
export const callerSchema = z.object({
  tenantId: guid,
  userId: guid,
  /** The client app (`azp`) that the person signed in with. */
  clientId: guid,
  /** Short scope names of the access token (`scp`). */
  scopes: z.array(z.string()),
  /** `exp` of the access token, Unix seconds. */
  expiresAtSeconds: z.number().int(),
  /** Whether the client declared that it understands claims challenges (`xms_cc` has `cp1`). */
  understandsClaims: z.boolean(),
  /** Entra's id of the access token (`uti`), where it has one; for the audit log. */
  tokenId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  /** Domain of the person's sign-in name, lower case, where the token has one: tells own mail from external. */
  domain: z.string().max(255).optional(),
});

export type Caller = z.infer<typeof callerSchema>;
