import { z } from "zod";
import { toolErrorCodes } from "#common/errors.ts";
import { runReportSchema } from "#common/queue/run-report.ts";

const time = z.iso.datetime();
const mac = z.string().regex(/^[\w-]{43}$/);
const person = {
  tenant: z.string().describe("The organisation: a pseudonym, or its id with `AUDIT_IDS=plain`"),
  user: z.string().describe("The person in that organisation: a pseudonym, or the object id with `AUDIT_IDS=plain`"),
  clientId: z.string().describe("Client id of the app that the person signed in with"),
};
const outcome = z.enum(["ok", "cancelled", ...toolErrorCodes]);

const call = {
  requestId: z.uuid().describe("Our id of the call; the same in the logs, and `client-request-id` at Microsoft Graph"),
  ...person,
  tokenId: z
    .string()
    .optional()
    .describe("Entra's id of the access token, the *unique token identifier* of its sign-in logs"),
  tool: z.string().describe("The tool; `other` for a name that no tool has"),
  resource: z
    .string()
    .optional()
    .describe("What kind of thing `read_resource` was asked for, such as `mail-message`; never which"),
};
const ended = {
  ...call,
  outcome: outcome.describe("`ok`, `cancelled` (nobody waited any more), or the error code that the caller got"),
  missing: z
    .array(z.string())
    .optional()
    .describe("With `permission_missing`: the Microsoft Graph permissions that are not granted"),
};
const newFile = {
  keyId: z.string().describe("Names the key of the MACs without giving it away"),
  torn: mac
    .optional()
    .describe(
      "MAC of the unfinished line before this one, which a process left that was killed or could write no more",
    ),
};

/** Every kind of audit line: what it says and which members it has, besides those of all lines. */
export const auditEvents = {
  chain_opened: {
    meaning: "The first line of a gateway process",
    fields: z.strictObject({
      format: z.literal(1).describe("Of these lines"),
      version: z.string().describe("Of the connector"),
      ...newFile,
      ids: z.enum(["pseudonym", "plain"]).describe("How people and organisations are named: `AUDIT_IDS`"),
      log: z.enum(["stdout", "file"]).describe("Where the lines go: `AUDIT_LOG`"),
      after: mac.optional().describe("MAC of the line that the file ended with, of an earlier process"),
    }),
  },
  file_continued: {
    meaning: "The first line in a new file, after the old one was rotated away: the chain goes on",
    fields: z.strictObject({ ...newFile, after: mac.describe("MAC of this chain's last line, in the file before") }),
  },
  chain_closed: {
    meaning:
      "The last line of a process that ended in order. A chain without it: the process runs, was killed, or the end was cut off",
    fields: z.strictObject({ since: time.describe("When the process opened the chain") }),
  },
  audit_resumed: {
    meaning: "Lines could not be written for a while, and now can",
    fields: z.strictObject({
      since: time.describe("When the trouble began"),
      code: z
        .string()
        .describe("The system's word for it, such as `ENOSPC` (disk full) or `EAGAIN` (nobody reads stdout)"),
      refusedCalls: z.number().int().describe("Calls that were refused because of it"),
      lostLines: z
        .number()
        .int()
        .describe("Lines that are lost because too many waited: refusals, and never the end of a call that had begun"),
    }),
  },
  call_started: {
    meaning: "A call is let in. Written before it is queued, so before anything of its answer exists",
    fields: z.strictObject(call),
  },
  call_finished: {
    meaning: "The end of a call that had started, whatever became of it",
    fields: z.strictObject({
      ...ended,
      startedAt: time.describe("When the call came"),
      durationMs: z.number().int().describe("From then to its answer"),
      resultBytes: z.number().int().optional().describe("Size of the result, as JSON"),
      ...runReportSchema.shape,
    }),
  },
  call_refused: {
    meaning:
      "A call that was not let in: too many at once, wrong arguments, an unknown tool, or no audit log to write to. At most 60 of the same person and client in a minute; the others are counted in `calls_refused`",
    fields: z.strictObject(ended),
  },
  calls_refused: {
    meaning: "How many calls of one person were refused in a minute without a line of their own",
    fields: z.strictObject({
      ...person,
      since: time.describe("When the first of them came"),
      counts: z.partialRecord(outcome, z.number().int()).describe("By reason"),
    }),
  },
  request_refused: {
    meaning:
      "HTTP 401 or 403 to somebody whose token Entra has signed. The first of the same person, client and reason in a minute, and at most 60 a minute; the others are counted in `requests_refused`",
    fields: z.strictObject({
      reason: z.string().describe("Label `reason` of `m365_auth_refusals_total`"),
      tenant: person.tenant.optional(),
      user: person.user.optional(),
      clientId: person.clientId.optional(),
    }),
  },
  requests_refused: {
    meaning:
      "How many requests were refused in a minute without a line of their own: above all those without a good token, whoever sent them",
    fields: z.strictObject({
      since: time.describe("When the first of them came"),
      counts: z.record(z.string(), z.number().int()).describe("By reason"),
    }),
  },
} as const;

export type AuditEvent = keyof typeof auditEvents;

/** What every line has, besides its own members. */
export const everyLine = z.object({
  event: z.enum(Object.keys(auditEvents) as [AuditEvent, ...AuditEvent[]]).describe("What kind of line this is"),
  boot: z.uuid().describe("Random id of the process: one chain"),
  seq: z.number().int().min(0).describe("Counts the lines of the chain from 0, without gaps"),
  time: time.describe("When it happened, UTC"),
});

/** The last member of every line. */
export const macMember = mac.describe(
  "HMAC-SHA256 over the MAC of the line before, a line feed, and this line up to here",
);

/** A line before it has a place in a chain. */
export type AuditEntry = {
  [Event in AuditEvent]: { event: Event; time: string } & z.input<(typeof auditEvents)[Event]["fields"]>;
}[AuditEvent];

export type Outcome = z.infer<typeof outcome>;
