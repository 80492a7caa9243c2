import { z } from "zod";

/** The closed list of what can go wrong with a call. Also the `outcome` label of metrics and audit lines. */
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
  /** When trying again can succeed, whole seconds from now. */
  retryAfterSeconds: z.number().optional(),
  /** Graph delegated permissions of which one is needed. */
  missingScopes: z.array(z.string()).optional(),
  /** Where an Entra admin grants what is missing. */
  adminConsentUrl: z.string().optional(),
  /** The claims that Conditional Access asks for, as raw JSON. */
  claims: z.string().optional(),
  /** A sign-in may not cure this: it is asked for once in a while, and told in words in between. */
  isCureUnsure: z.boolean().optional(),
  /** Microsoft's trace or request id, for an admin who looks into the sign-in logs. */
  traceId: z.string().optional(),
  /** Our id of an unexpected failure; the same id is in the log. */
  referenceId: z.string().optional(),
});

const toolErrorWire = z.object({
  code: z.enum(toolErrorCodes),
  message: z.string(),
  details: toolErrorDetails,
});

export type ToolErrorCode = (typeof toolErrorCodes)[number];
export type ToolErrorDetails = z.infer<typeof toolErrorDetails>;

/**
 * A failure that the caller can act on. Its message reaches the model: it says what happened and what to do next,
 * and holds no internals, tokens or text of Microsoft's answers. Everything else that is thrown is a bug.
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

/** The error as it travels in a sealed frame. */
export function toolErrorToJson(error: ToolError): string {
  return JSON.stringify({ code: error.code, message: error.message, details: error.details });
}

/** The error out of a sealed frame. Throws when the text is not one. */
export function toolErrorFromJson(text: string): ToolError {
  const { code, message, details } = toolErrorWire.parse(JSON.parse(text));
  return new ToolError(code, message, details);
}
