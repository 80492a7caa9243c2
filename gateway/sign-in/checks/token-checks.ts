import { timingSafeEqual } from "node:crypto";
import { hashOf } from "#gateway/sign-in/clients/find-client.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { type Parameters, required } from "#gateway/sign-in/parameters.ts";
import type { CodeContent, RefreshContent } from "#gateway/sign-in/sealed/sealed-kinds.ts";

const credentials = ["client_secret", "client_assertion", "client_assertion_type"];

const refuse = () => new OauthFault("invalid_client", "Clients here are public: send no secret and no assertion.");

/** The client_id of `Authorization: Basic` without a password (RFC 6749 2.3.1), as some clients write a public one. */
function basicClientId(authorization: string): string {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization)?.[1];
  const [id = "", ...password] = Buffer.from(encoded ?? "", "base64")
    .toString()
    .split(":");
  if (encoded === undefined || password.length === 0 || password.join(":") !== "") throw refuse();
  try {
    return decodeURIComponent(id.replaceAll("+", " "));
  } catch {
    throw refuse();
  }
}

/**
 * The client_id of a request at the token endpoint; undefined when there is none.
 * @throws `OauthFault` (`invalid_client`) for anything that is a secret or pretends to be one, and for two ids
 */
export function publicClientId(parameters: Parameters, authorization: string | undefined): string | undefined {
  if (credentials.some((name) => parameters.has(name))) throw refuse();
  const inForm = parameters.get("client_id");
  if (authorization === undefined) return inForm;
  const inHeader = basicClientId(authorization);
  if (inForm !== undefined && inForm !== inHeader) throw refuse();
  return inHeader;
}

/** A request at the token endpoint that shows a code or refresh token. */
export interface Redemption {
  clientId: string;
  parameters: Parameters;
  /** The address that is asked. Undefined at the root of the host, where the value itself says it. */
  asked: { tenantId: string | undefined } | undefined;
}

/** The same words for everything that does not agree: who tries codes of others learns nothing. */
export const badGrant = () =>
  new OauthFault("invalid_grant", "The code or refresh token is not valid for this client here: sign in again.");

/**
 * Refuses what was issued at another address than the one where it is shown, or to another client than the one that
 * shows it (RFC 6749 4.1.3 and 10.4).
 * @throws `OauthFault` (`invalid_grant`)
 */
export function checkIssued(content: CodeContent | RefreshContent, { clientId, asked }: Redemption): void {
  if (asked !== undefined && content.tenantId !== asked.tenantId) throw badGrant();
  if (!content.clientHash.equals(hashOf(clientId))) throw badGrant();
}

/**
 * Checks that a code was sent to this redirect address, to the letter and with its port (RFC 6749 4.1.3), and that the
 * client that asked is the one that redeems: its verifier has the challenge's hash (RFC 7636 4.6).
 * @throws `OauthFault` (`invalid_grant`)
 */
export function checkCode({ redirectHash, challenge }: CodeContent, { parameters }: Redemption): void {
  if (!redirectHash.equals(hashOf(parameters.get("redirect_uri") ?? ""))) throw badGrant();
  const asked = Buffer.from(challenge, "base64url");
  const shown = hashOf(required(parameters, "code_verifier"));
  if (asked.length !== shown.length || !timingSafeEqual(asked, shown)) throw badGrant();
}
