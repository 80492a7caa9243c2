import { z } from "zod";

/** The closed list of error codes. Also values of the `outcome` label of metrics and audit lines. */
export const toolErrorCodes = [
  "invalid_input",
  "not_found",
  "permission_missing",
  "forbidden",
  "sign_in_required",
  "claims_challenge",
  "rate_limited",
  "unavailable",
  "deadline_exceeded",
  "too_large",
  "unsupported_type",
  "unreadable",
  "internal",
] as const;

const toolErrorDetails = z.object({
  /** Whole seconds until a retry can succeed. */
  retryAfterSeconds: z.number().optional(),
  /** Delegated Graph permissions, of which one is needed. */
  missingScopes: z.array(z.string()).optional(),
  /** Page where an Entra admin grants what is missing. */
  adminConsentUrl: z.string().optional(),
  /** The claims that Conditional Access requires, as raw JSON. */
  claims: z.string().optional(),
  /** Another sign-in may not help: clients are sent to sign in once in a while, and told in words in between. */
  signInMayNotHelp: z.boolean().optional(),
  /** Microsoft's trace or request id, for an admin who looks into the sign-in logs. */
  traceId: z.string().optional(),
  /** The id of an unexpected failure, which the log has too. */
  referenceId: z.string().optional(),
});

/** Form on the wire, where `signInMayNotHelp` keeps the name that older versions know. */
const toolErrorWire = z.object({
  code: z.enum(toolErrorCodes),
  message: z.string(),
  details: toolErrorDetails.omit({ signInMayNotHelp: true }).extend({ isCureUnsure: z.boolean().optional() }),
});

export type ToolErrorCode = (typeof toolErrorCodes)[number];
export type ToolErrorDetails = z.infer<typeof toolErrorDetails>;

/**
 * A failure that the caller can act on. Its message reaches the model: it says what happened and what to do next, and
 * has no internals, tokens or text of Microsoft's answers. Everything else that is thrown is a bug.
 */
export class ToolError extends Error {
  readonly code: ToolErrorCode;
  readonly details: ToolErrorDetails;

  constructor(code: ToolErrorCode, message: string, details: ToolErrorDetails = {}) {
    super(message);
    this.name = "ToolError";
    this.code = code;
    this.details = details;
  }
}

/** An error that a later retry may avoid. Its message ends with when to try again. */
export function retryLater(
  code: "rate_limited" | "unavailable",
  problem: string,
  details: ToolErrorDetails & { retryAfterSeconds: number },
): ToolError {
  const { retryAfterSeconds: seconds } = details;
  return new ToolError(code, `${problem}. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`, details);
}

/**
 * The error of a process that does not understand the other side, which has another version: an update is under way.
 */
export const versionMismatch = (): ToolError =>
  new ToolError("unavailable", "The connector is being updated. Try again in a minute.", { retryAfterSeconds: 60 });

/** The error of an unexpected failure. The caller sees only the id under which it was logged. */
export function internalError(referenceId: string): ToolError {
  const message = `Something went wrong in the connector. Give your operator this reference: ${referenceId}`;
  return new ToolError("internal", message, { referenceId });
}

/** The error as a frame has it. */
export function toolErrorToJson({ code, message, details }: ToolError): string {
  const { signInMayNotHelp: isCureUnsure, ...others } = details;
  return JSON.stringify({ code, message, details: { ...others, isCureUnsure } } satisfies z.input<
    typeof toolErrorWire
  >);
}

/** The error out of a frame. Throws when the text is not one. */
export function toolErrorFromJson(text: string): ToolError {
  const { code, message, details } = toolErrorWire.parse(JSON.parse(text));
  const { isCureUnsure: signInMayNotHelp, ...others } = details;
  return new ToolError(code, message, { ...others, ...(signInMayNotHelp !== undefined && { signInMayNotHelp }) });
}

/** Entra error numbers (`AADSTS`) that mean a transient failure of Entra, whatever the HTTP status. */
export const transientAadsts: ReadonlySet<number> = new Set([90033, 90055]);
