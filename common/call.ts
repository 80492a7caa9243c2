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
  /** The app roles of the Server app that the user has (`roles`), by their values; absent without any. */
  roles: z.array(z.string().max(120)).max(100).optional(),
  /**
   * Domain of the user's sign-in name, in lower case, if the token has one. Distinguishes internal from external mail.
   */
  domain: z.string().max(255).optional(),
});

export type Caller = z.infer<typeof callerSchema>;

/** Who calls, by whatever client. */
export type Person = Pick<Caller, "tenantId" | "userId">;

/** A key for what is kept in memory about a person; it begins with the tenant ID. */
export const personKey = ({ tenantId, userId }: Person): string => `${tenantId}|${userId}`;

/** What a call asks of a worker: to run a tool, or (for tools/list) to return the Graph permissions of the caller. */
export type Asked = { kind: "tool"; tool: string } | { kind: "granted-scopes" };

/** One call. Each process creates one such object per call, and everything that handles the call holds it. */
export type Call = Asked & {
  /** A GUID. Also the ID of the job and Microsoft's `client-request-id`; in every log line of the call. */
  requestId: string;
  caller: Caller;
  /** End of the caller's waiting: Unix milliseconds by Redis' clock, which both processes share. */
  deadlineMs: number;
  /** Aborts when the caller stops waiting. */
  signal: AbortSignal;
};

/** A call with the access token of its caller, which Entra exchanges for a Graph token. */
export interface AssertedCall {
  call: Call;
  userAssertion: string;
}

/** The name of the tool, or the kind of a call that runs none. No tool has the name of a kind. */
export function nameOfCall(call: Asked): string {
  return call.kind === "tool" ? call.tool : call.kind;
}
