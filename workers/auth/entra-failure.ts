import { z } from "zod";
import { transientAadsts } from "#common/errors.ts";

/** How messages call Entra. */
export const entraName = "Microsoft Entra, which signs you in,";

const wireBody = z.object({
  error: z.string().optional().catch(undefined),
  error_codes: z.array(z.number()).optional().catch(undefined),
  suberror: z.string().optional().catch(undefined),
  claims: z.string().optional().catch(undefined),
  trace_id: z.string().optional().catch(undefined),
});

/** A refusal by Entra's token endpoint. Its description is never kept. */
export class EntraRefusal extends Error {
  readonly status: number;
  /** The OAuth error, such as `invalid_grant`. */
  readonly oauthError: string | undefined;
  /** The number after `AADSTS`. */
  readonly aadsts: number | undefined;
  readonly suberror: string | undefined;
  /** What Conditional Access asks for, as raw JSON. */
  readonly claims: string | undefined;
  readonly traceId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, body: unknown, retryAfterMs: number | undefined) {
    super("Entra refused a request");
    this.name = "EntraRefusal";
    const wire = wireBody.safeParse(body).data;
    this.status = status;
    this.oauthError = wire?.error;
    this.aadsts = wire?.error_codes?.[0];
    this.suberror = wire?.suberror;
    this.claims = wire?.claims;
    this.traceId = /^[\w-]{1,64}$/.test(wire?.trace_id ?? "") ? wire?.trace_id : undefined;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Entra gave no readable answer. */
export class EntraUnreachable extends Error {
  /** Node's or undici's code, or the defect of the answer. */
  readonly code: string;
  constructor(code: string) {
    super("Entra gave no readable answer");
    this.name = "EntraUnreachable";
    this.code = code;
  }
}

/** Entra refuses the connector's own credential or registration. Its operator must act; `code` is safe to log. */
export class EntraConfigurationError extends Error {
  readonly code: string;
  /** The secret, certificate or federated token is wrong or expired. */
  readonly isCredential: boolean;
  constructor(code: string, isCredential: boolean) {
    super("the connector can't prove itself to Entra");
    this.name = "EntraConfigurationError";
    this.code = code;
    this.isCredential = isCredential;
  }
}

/** Whether a retry may succeed. */
export function isTransient(error: unknown): boolean {
  if (error instanceof EntraUnreachable) return true;
  if (!(error instanceof EntraRefusal)) return false;
  const { status, aadsts, oauthError } = error;
  const isBusy = status === 429 || status >= 500 || oauthError === "temporarily_unavailable";
  return isBusy || (aadsts !== undefined && transientAadsts.has(aadsts));
}
