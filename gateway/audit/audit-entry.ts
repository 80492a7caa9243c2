import { z } from "zod";
import { toolErrorCodes } from "#common/errors.ts";
import { runReportSchema } from "#common/queue/protocol.ts";

/* Members that several kinds of audit lines share. */

const time = z.iso.datetime();
export const mac = z.string().regex(/^[\w-]{43}$/);
/** ID as `keysOf` in `audit-keys.ts` makes it. */
export const keyId = z.string().regex(/^[\w-]{11}$/);
const person = {
  tenant: z.string().describe("The tenant: a pseudonym, or its ID with `AUDIT_IDS=plain`"),
  user: z.string().describe("The user in that tenant: a pseudonym, or the object ID with `AUDIT_IDS=plain`"),
  clientId: z.string().describe("Client ID of the app that the user signed in with"),
};
const knownOfPerson = z.object(person).partial().shape;
const outcome = z.enum(["ok", "cancelled", ...toolErrorCodes]);

const tokenId = z
  .string()
  .optional()
  .describe("Entra's ID of the access token: the *unique token identifier* in its sign-in logs");
const signInTarget = {
  profile: z
    .string()
    .describe("Whose redirect URI the code goes to: `loopback` (a program on the user's own machine), `claude`, …"),
  redirectHost: z
    .string()
    .describe("Host of that redirect URI, with its port; of a custom scheme, the scheme with its colon"),
};

const call = {
  requestId: z.uuid().describe("ID of the call, as in the logs; `client-request-id` at Microsoft Graph"),
  ...person,
  tokenId,
  tool: z.string().describe("The tool; `other` for an unknown tool name"),
  resource: z
    .string()
    .optional()
    .describe("The kind of resource that `read_resource` reads, such as `mail-message`; never which one"),
};
const ended = {
  ...call,
  outcome: outcome.describe("`ok`, `cancelled` (the client went away), or the error code that the caller received"),
  missing: z
    .array(z.string())
    .optional()
    .describe("With `permission_missing`: the Microsoft Graph permissions that are not granted"),
  rule: z
    .enum(["tools", "roles"])
    .optional()
    .describe("With `permission_missing`: the rule of the tenants file that doesn't let the user have the tool"),
};
/** A job of a call that has several. */
const part = {
  tool: z.string(),
  requestId: z.uuid(),
};
const newFile = {
  keyId: keyId.describe("Identifies the key of the MACs without revealing it"),
  torn: mac
    .optional()
    .describe("MAC of the unfinished line before this one, left by a process that was killed or could no longer write"),
};

/** The steps of a sign-in that are audited, by their label `event` of `m365_sign_ins_total`. */
export const auditedSteps = ["approved", "cancelled", "refused", "failed_at_entra", "token_refused"] as const;

/** Every kind of audit line: its meaning and its members, in addition to those of all lines. */
export const auditEvents = {
  chain_opened: {
    meaning: "The first line of a gateway process",
    fields: z.strictObject({
      format: z.literal(1).describe("Version of the line format"),
      version: z.string().describe("Version of the connector"),
      ...newFile,
      ids: z.enum(["pseudonym", "plain"]).describe("How users and tenants are identified: `AUDIT_IDS`"),
      log: z.enum(["stdout", "file"]).describe("Destination of the lines: `AUDIT_LOG`"),
      after: mac.optional().describe("MAC of the last line in the file, written by an earlier process"),
    }),
  },
  file_continued: {
    meaning: "The first line in a new file after a rotation. The chain continues",
    fields: z.strictObject({
      ...newFile,
      after: mac.describe("MAC of the last line of this chain, in the previous file"),
    }),
  },
  chain_closed: {
    meaning:
      "The last line of a process that shut down in order. Without it, the process runs, was killed, or the end " +
      "was cut off",
    fields: z.strictObject({ since: time.describe("When the process opened the chain") }),
  },
  audit_resumed: {
    meaning: "Lines could not be written for a while and now can",
    fields: z.strictObject({
      since: time.describe("When the failure began"),
      code: z
        .string()
        .describe("The system's error code, such as `ENOSPC` (disk full) or `EAGAIN` (nobody reads stdout)"),
      refusedCalls: z.number().int().describe("Number of calls and sign-ins that were refused because of it"),
      lostLines: z
        .number()
        .int()
        .describe("Number of lines that were lost because too many waited: refusals, never the end of a started call"),
    }),
  },
  call_started: {
    meaning: "A call is admitted. Written before the call is queued, so before anything of its result exists",
    fields: z.strictObject({
      ...call,
      parts: z
        .array(z.strictObject(part))
        .optional()
        .describe("Of `search` and `fetch`: the tools that they call, each with the ID that Microsoft Graph is told"),
    }),
  },
  call_finished: {
    meaning: "The end of a started call, whatever its outcome",
    fields: z.strictObject({
      ...ended,
      startedAt: time.describe("When the call arrived"),
      durationMs: z.number().int().describe("Time from then to its answer"),
      resultBytes: z.number().int().optional().describe("Size of the result, as JSON"),
      ...runReportSchema.shape,
      parts: z
        .array(z.strictObject({ ...part, outcome, ...runReportSchema.shape }))
        .optional()
        .describe("The same with what became of each, and the members of its run: `queueWaitMs` and those after it"),
    }),
  },
  permissions_asked: {
    meaning:
      "A worker is asked which permissions a user has, for a list of tools or resources, `search` or `fetch`, and " +
      "exchanges the user's token for that. Written before; the answer is kept as long as the exchanged token",
    fields: z.strictObject({ requestId: call.requestId, ...person, tokenId }),
  },
  call_refused: {
    meaning:
      "A call that was not admitted: too many calls in flight, invalid arguments, an unknown tool, or a failing " +
      "audit log. At most 60 per user, client and minute; the others are counted in `calls_refused`",
    fields: z.strictObject(ended),
  },
  calls_refused: {
    meaning: "Number of calls of one user that were refused in a minute without a line of their own",
    fields: z.strictObject({
      ...person,
      since: time.describe("When the first of them arrived"),
      counts: z.partialRecord(outcome, z.number().int()).describe("Number per reason"),
    }),
  },
  request_refused: {
    meaning:
      "HTTP 401, 403 or 429 for a token that Entra signed. The first per user, client, reason and minute, and at " +
      "most 60 per minute; the others are counted in `requests_refused`",
    fields: z.strictObject({
      reason: z.string().describe("Label `reason` of `m365_auth_refusals_total`; for 429 of `m365_shed_total`"),
      ...knownOfPerson,
    }),
  },
  requests_refused: {
    meaning:
      "Number of requests that were refused in a minute without a line of their own: above all those without a " +
      "valid token",
    fields: z.strictObject({
      since: time.describe("When the first of them arrived"),
      counts: z.record(z.string(), z.number().int()).describe("Number per reason"),
    }),
  },
  tenant_off_boarded: {
    meaning:
      "A tenant was removed from the tenants file or suspended while this gateway ran: the gateway has ended the " +
      "tenant's calls, forgotten what it remembered of the tenant, and told the workers to do the same",
    fields: z.strictObject({
      tenant: person.tenant,
      reason: z.enum(["removed", "suspended"]).describe("What the tenants file says now"),
      endedCalls: z.number().int().describe("Number of calls that were running at this gateway"),
    }),
  },
  signed_in: {
    meaning: "The first access token of a sign-in at the connector. Written before the client receives it",
    fields: z.strictObject({ ...person, tokenId, ...signInTarget }),
  },
  token_renewed: {
    meaning: "Another access token for a sign-in, by its refresh token. Written before the client receives it",
    fields: z.strictObject({ ...person, tokenId }),
  },
  sign_in_step: {
    meaning:
      "A step of a sign-in that gives nobody a token: the user's answer on the connector's page, or a refusal. " +
      "The first per step, reason, redirect host, user and minute, and at most 60 per minute with a user and 60 " +
      "without; the others, and those that name neither a redirect host nor a user, are counted in `sign_in_steps`",
    fields: z.strictObject({
      step: z.enum(auditedSteps).describe("Label `event` of `m365_sign_ins_total`"),
      reason: z.string().optional().describe("Label `reason` of `m365_sign_ins_total`; none for the user's answer"),
      aadsts: z.number().int().optional().describe("Entra's own error number, if Entra refused"),
      profile: signInTarget.profile.optional(),
      redirectHost: signInTarget.redirectHost.optional(),
      ...knownOfPerson,
    }),
  },
  sign_in_steps: {
    meaning: "Number of such steps in a minute without a line of their own",
    fields: z.strictObject({
      since: time.describe("When the first of them arrived"),
      counts: z.record(z.string(), z.number().int()).describe("Number per step and reason"),
    }),
  },
} as const;

type AuditEvent = keyof typeof auditEvents;

export const everyLine = z.object({
  event: z.enum(Object.keys(auditEvents) as [AuditEvent, ...AuditEvent[]]).describe("The kind of line"),
  boot: z.uuid().describe("Random ID of the process start, and so of the chain"),
  seq: z.number().int().min(0).describe("Sequence number in the chain, from 0, without gaps"),
  time: time.describe("When it happened, in UTC"),
});

/** The last member of every line. */
export const macMember = mac.describe(
  "HMAC-SHA256 over the MAC of the previous line, a line feed, and this line up to here",
);

/** A line before it is added to a chain. */
export type AuditEntry = {
  [Event in AuditEvent]: { event: Event; time: string } & z.input<(typeof auditEvents)[Event]["fields"]>;
}[AuditEvent];

export type Outcome = z.infer<typeof outcome>;
