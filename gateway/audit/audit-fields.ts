/* Members that several kinds of audit lines share. */

import { z } from "zod";
import { toolErrorCodes } from "#common/errors.ts";

export const time = z.iso.datetime();
export const mac = z.string().regex(/^[\w-]{43}$/);
/** As `keysOf` in `audit-keys.ts` makes it. */
export const keyId = z.string().regex(/^[\w-]{11}$/);
export const person = {
  tenant: z.string().describe("The tenant: a pseudonym, or its ID with `AUDIT_IDS=plain`"),
  user: z.string().describe("The user in that tenant: a pseudonym, or the object ID with `AUDIT_IDS=plain`"),
  clientId: z.string().describe("Client ID of the app that the user signed in with"),
};
export const outcome = z.enum(["ok", "cancelled", ...toolErrorCodes]);

export const tokenId = z
  .string()
  .optional()
  .describe("Entra's ID of the access token: the *unique token identifier* in its sign-in logs");
/** To whom a sign-in goes. */
export const target = {
  profile: z
    .string()
    .describe("Whose redirect URI the code goes to: `loopback` (a program on the user's own machine), `claude`, …"),
  redirectHost: z
    .string()
    .describe("Host of that redirect URI, with its port; of a custom scheme, the scheme with its colon"),
};

export const call = {
  requestId: z.uuid().describe("ID of the call, as in the logs; `client-request-id` at Microsoft Graph"),
  ...person,
  tokenId,
  tool: z.string().describe("The tool; `other` for an unknown tool name"),
  resource: z
    .string()
    .optional()
    .describe("The kind of resource that `read_resource` reads, such as `mail-message`; never which one"),
};
export const ended = {
  ...call,
  outcome: outcome.describe("`ok`, `cancelled` (the client went away), or the error code that the caller received"),
  missing: z
    .array(z.string())
    .optional()
    .describe("With `permission_missing`: the Microsoft Graph permissions that are not granted"),
};
/** A job of a call that has several. */
export const part = {
  tool: z.string(),
  requestId: z.uuid(),
};
export const newFile = {
  keyId: keyId.describe("Identifies the key of the MACs without revealing it"),
  torn: mac
    .optional()
    .describe("MAC of the unfinished line before this one, left by a process that was killed or could no longer write"),
};
