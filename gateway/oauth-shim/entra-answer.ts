import { z } from "zod";
import { transientAadsts } from "#common/transient-aadsts.ts";
import { type OauthErrorCode, OauthFault } from "./oauth-fault.ts";

const token = z.string().min(1).max(16_384);

/** RFC 6749 5.1. What Entra adds to it (`ext_expires_in`, `client_info`) is dropped. */
const tokens = z.object({
  token_type: z.string().regex(/^bearer$/i),
  access_token: token,
  expires_in: z.number().int().min(0).max(172_800),
  scope: z.string().max(2_000).optional(),
  refresh_token: token.optional(),
  id_token: token.optional(),
});

const refusal = z.object({
  error: z.string().max(100),
  error_codes: z.array(z.number().int()).max(20).optional().catch(undefined),
  trace_id: z.guid().optional().catch(undefined),
});

export type EntraTokens = z.output<typeof tokens>;

/** Entra's own trouble, whatever status it comes with: the person's grant is still good. */
const passingErrors = new Set(["temporarily_unavailable", "server_error"]);

const passedOn = new Set<string>(["invalid_request", "invalid_client", "invalid_scope", "invalid_target"]);

/** Clients know RFC 6749's codes only: to them every refusal of the person is a grant that is no longer good. */
function codeFor(error: string): OauthErrorCode {
  return passedOn.has(error) ? (error as OauthErrorCode) : "invalid_grant";
}

/** Entra's number and trace id are what an admin looks up. Its text, which may name people, is not passed on. */
function refusalFault(body: unknown): OauthFault {
  const parsed = refusal.safeParse(body);
  if (!parsed.success) return new OauthFault("server_error", "Microsoft Entra's answer can't be read.");
  const { error, error_codes: [number] = [], trace_id: traceId } = parsed.data;
  if (passingErrors.has(error) || (number !== undefined && transientAadsts.has(number)))
    return new OauthFault("temporarily_unavailable", "Microsoft Entra is busy. Try again in a moment.");
  const what = number === undefined ? "" : ` with AADSTS${number}`;
  const where = traceId === undefined ? "" : ` (trace id ${traceId})`;
  const description = `Microsoft Entra refused this${what}${where}: sign in again.`;
  return new OauthFault(codeFor(error), description, number === undefined ? {} : { aadsts: number });
}

/**
 * Entra's answer at its token endpoint as the client gets it: known fields only.
 * @throws `OauthFault` for a refusal, and for an answer that is not what it should be
 */
export function readEntraAnswer(status: number, text: string): EntraTokens {
  const body = parseJson(text);
  if (status === 400 || status === 401) throw refusalFault(body);
  const parsed = tokens.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  throw new OauthFault("server_error", "Microsoft Entra's answer can't be read.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
