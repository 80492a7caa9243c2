import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { retryLater, ToolError, type ToolErrorCode, type ToolErrorDetails } from "#common/errors.ts";
import { parseJson } from "#common/text.ts";
import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";
import { parseRetryAfter, toWholeSeconds } from "#workers/resilience/retry-after.ts";
import type { CallersPart } from "#workers/tools/tool-context.ts";

const errorNode = z.looseObject({
  code: z.string().optional(),
  message: z.string().optional(),
  innerError: z.unknown().optional(),
  innererror: z.unknown().optional(),
});
const errorBody = z.object({ error: errorNode });

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Graph's id of a request, which Microsoft's support can look up; undefined when it is not a GUID
 * (https://learn.microsoft.com/graph/errors#http-status-codes).
 */
export function graphRequestId({ "request-id": header }: IncomingHttpHeaders): string | undefined {
  const id = typeof header === "string" ? header.toLowerCase() : "";
  return guid.test(id) ? id : undefined;
}

const maxLevels = 10;

/**
 * The error codes of a Graph error body, outermost first. Empty for any other body, such as the HTML of a proxy
 * (https://learn.microsoft.com/graph/errors).
 */
export function graphErrorCodes(body: Buffer): string[] {
  const parsed = errorBody.safeParse(parseJson(body.toString("utf8")));
  if (!parsed.success) return [];
  const codes: string[] = [];
  let node: z.infer<typeof errorNode> | undefined = parsed.data.error;
  for (let level = 0; node !== undefined && level < maxLevels; level += 1) {
    if (node.code !== undefined && /^[\w.-]{1,80}$/.test(node.code)) codes.push(node.code);
    node = errorNode.safeParse(node.innerError ?? node.innererror).data;
  }
  return codes;
}

/**
 * Graph refused a request for a reason that only a bug of ours explains, or a part of it that the caller gave. Its code
 * is safe to log.
 */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Graph's request id. */
  readonly traceId: string | undefined;
  constructor({ status, headers }: Omit<GraphAnswer, "body">, code: string | undefined) {
    super("Graph refused a request");
    this.name = "GraphRefusal";
    this.status = status;
    this.code = `${status}${code === undefined ? "" : ` ${code}`}`;
    this.traceId = graphRequestId(headers);
  }
}

/** Graph knows nobody by this id or user name. */
export class UnknownUser extends ToolError {}

type Outcome = readonly [code: ToolErrorCode, message: string];

/** What a caller is told of an id that can't be one, whether we or Graph find that out. */
export const badId: Outcome = [
  "invalid_input",
  "This is not an id of Microsoft 365. Use an id or uri from a search result.",
];

const listChanged: Outcome = ["invalid_input", "The list has changed in the meantime. Start again without a cursor."];

/** What a 400 means when the request has a part that the caller gave. */
const callersMistakes: Readonly<Record<CallersPart, Outcome>> = {
  id: badId,
  address: [
    "invalid_input",
    "Microsoft 365 does not accept this as the address of a mailbox. Use the person's e-mail address from a search " +
      "result.",
  ],
  query: [
    "invalid_input",
    "Microsoft 365 does not understand this query. Use plain words, or check its quotes and parentheses.",
  ],
  link: [
    "not_found",
    "Microsoft 365 finds nothing at this link. Check that it is complete, or search for the item by its name.",
  ],
  cursor: listChanged,
};
const noMailbox: Outcome = [
  "not_found",
  "This person has no mailbox in Exchange Online: no licence, or the mailbox is on the organisation's own servers.",
];

const tooLong: Outcome = [
  "invalid_input",
  "The request is too long for Microsoft 365. Shorten the query, or ask for the item by its own uri.",
];

const tooMuch: Outcome = ["too_large", "The answer is too large for Microsoft 365. Ask for a smaller part."];

/** A locked site (microsoft-graph-docs-contrib #7121), an uploaded notebook (microsoft-graph-docs #6713). */
const brokenNotebook: Outcome = [
  "unreadable",
  "OneNote can't read this notebook: its site is locked, or its files were uploaded. Open it in OneNote.",
];
/** OneNote's (https://learn.microsoft.com/graph/onenote-error-codes). */
const tooManyNotes: Outcome = [
  "unsupported_type",
  "A document library has more OneNote items or files than Microsoft lets apps search. Open it in OneNote.",
];
const noOneDrive: Outcome = [
  "not_found",
  "This person has no OneDrive yet, where notebooks are kept. Open OneDrive once in a browser, then try again later.",
];

/**
 * Refusal of `?format=`, beside a 406 that is `notSupported` too. Microsoft names the limit in
 * https://learn.microsoft.com/graph/api/driveitem-get-content-format; larger files are converted now and then.
 */
const tooLargeToConvert: Outcome = [
  "too_large",
  "Microsoft 365 does not convert files of this size; the limit that it names is 2 MB. Open it by its address, or " +
    "ask for a copy in a newer format or as PDF.",
];

/** Codes that say more than the status. The innermost known one counts. */
const byCode: Readonly<Record<string, Outcome>> = {
  ErrorInvalidIdMalformed: badId,
  ErrorInvalidId: badId,
  ErrorInvalidMailboxItemId: badId,
  ErrorInvalidIdEmpty: badId,
  MailboxNotEnabledForRESTAPI: noMailbox,
  MailboxNotSupportedForRESTAPI: noMailbox,
  GraphAccessToTranscriptsDisabled: [
    "forbidden",
    "The organisation does not let apps read meeting transcripts. A Teams administrator can allow it in the " +
      "meeting settings.",
  ],
  SpeakerAttributionNotAllowed: [
    "forbidden",
    "The organisation does not let apps read transcripts that name the speakers. A Teams administrator can allow " +
      "it in the meeting settings.",
  ],
  20112: badId,
  20266: tooMuch,
  10001: brokenNotebook,
  20258: brokenNotebook,
  10008: tooManyNotes,
  10013: tooManyNotes,
  30105: noOneDrive,
  30106: noOneDrive,
  30108: noOneDrive,
  maxFileSizeExceeded: tooLargeToConvert,
  Sandbox_FileTooLarge: tooLargeToConvert,
  notSupported: ["unsupported_type", "Microsoft 365 does not support this for an item of this type."],
};

/** The error of an answer that is too large for Graph. */
export const tooMuchError = (): ToolError => new ToolError(...tooMuch);

const byStatus: Readonly<Record<number, Outcome>> = {
  401: [
    "sign_in_required",
    "Microsoft 365 no longer accepts this sign-in. Sign in to the connector again. If that does not help, give an " +
      "Entra admin of your organisation the trace id: for files, a policy of SharePoint by network location may " +
      "be why.",
  ],
  402: ["forbidden", "The organisation's licence does not cover this."],
  403: [
    "forbidden",
    "This account has no access to the item. Ask its owner for access, or choose another. If it opens in a " +
      "browser, a policy of the organisation keeps apps from it, which an administrator knows.",
  ],
  404: [
    "not_found",
    "Microsoft 365 has no such item, or this account can't see it. Search for it again: ids change when items move.",
  ],
  406: ["unsupported_type", "Microsoft 365 does not offer this item in a readable form."],
  410: listChanged,
  413: tooMuch,
  414: tooLong,
  416: ["invalid_input", "The requested part is beyond the end of the item. Read it again from the beginning."],
  // Archived and locked sites, for as long as they are (onyx-dot-app/onyx #11266, dust-tt/dust #20377).
  423: [
    "forbidden",
    "This is in a site that an administrator has archived or locked, so nobody can read it. A SharePoint " +
      "administrator of the organisation can open the site again.",
  ],
  431: tooLong,
  501: ["unsupported_type", "Microsoft 365 does not support this for an item of this type."],
};

/**
 * What a 403 says in words alone: its code is that of any other. The words are compared, never passed on. Seen in
 * msgraph-sdk-powershell #1666, microsoft-graph-docs #9181 and #1656, and for mailboxes in
 * https://learn.microsoft.com/graph/auth-limit-mailbox-access.
 */
const byWords: readonly (readonly [RegExp, Outcome])[] = [
  [
    /licen[cs]e|is disabled for (?:your|this|the)/i,
    [
      "forbidden",
      "This account has no licence for this part of Microsoft 365, or it is switched off. An administrator of the " +
        "organisation can change that.",
    ],
  ],
  [
    /OData is disabled|AccessPolicy/i,
    ["forbidden", "An Exchange administrator does not let apps, or not this one, read this mailbox."],
  ],
  [
    /unmanaged|network location|IP address|conditional access|location[- ]based/i,
    [
      "forbidden",
      "A policy of the organisation does not let this connector read this, by its network or device. An " +
        "administrator can except it.",
    ],
  ],
];

function toldInWords({ status, body }: GraphAnswer): Outcome | undefined {
  if (status !== 403) return undefined;
  const message = errorBody.safeParse(parseJson(body.toString("utf8"))).data?.error.message ?? "";
  return byWords.find(([words]) => words.test(message))?.[1];
}

/** Pauses for answers without Retry-After, whole seconds. */
const pauseWithout = { throttled: 10, failing: 30 };

/** Limits and server errors. SharePoint throttles by 503 with Retry-After; 509 is a bandwidth limit. */
function transientError(answer: GraphAnswer, nowMs: number, details: ToolErrorDetails): ToolError {
  const pauseMs = parseRetryAfter(answer.headers, nowMs);
  const isThrottled =
    answer.status === 429 || answer.status === 509 || (answer.status === 503 && pauseMs !== undefined);
  const fallback = isThrottled ? pauseWithout.throttled : pauseWithout.failing;
  const retryAfterSeconds = pauseMs === undefined ? fallback : toWholeSeconds(pauseMs);
  const retry = { ...details, retryAfterSeconds };
  return isThrottled
    ? retryLater("rate_limited", "Microsoft 365 limits the rate of requests", retry)
    : retryLater("unavailable", "Microsoft 365 is not answering at the moment", retry);
}

/**
 * The error of a Graph answer other than success, in our own words: Microsoft's text is never passed on. `traceId` is
 * Graph's request id. A 401 must be the answer to a fresh token (`sendAsUser`). A `GraphRefusal` is a bug of ours.
 */
export function graphError(answer: GraphAnswer, nowMs: number): ToolError | GraphRefusal {
  const traceId = graphRequestId(answer.headers);
  const details = traceId === undefined ? {} : { traceId };
  const { status } = answer;
  if (status === 429) return transientError(answer, nowMs, details);
  const codes = graphErrorCodes(answer.body);
  const known = codes.findLast((code) => Object.hasOwn(byCode, code));
  const outcome = (known === undefined ? undefined : byCode[known]) ?? toldInWords(answer) ?? byStatus[status];
  if (outcome !== undefined) {
    const [code, message] = outcome;
    if (codes.includes("ErrorInvalidUser")) return new UnknownUser(code, message, details);
    // A 401 here is one for a fresh token: Entra accepts the sign-in, so another one may not help.
    return new ToolError(code, message, { ...details, ...(code === "sign_in_required" && { signInMayNotHelp: true }) });
  }
  return status >= 500 ? transientError(answer, nowMs, details) : new GraphRefusal(answer, codes.at(-1));
}

/** The error of a 400 to a request with a part that the caller gave. Undefined for other refusals. */
export function callersMistake(error: GraphRefusal, fromCaller: CallersPart): ToolError | undefined {
  if (error.status !== 400) return undefined;
  const [code, message] = callersMistakes[fromCaller];
  return new ToolError(code, message, error.traceId === undefined ? {} : { traceId: error.traceId });
}
