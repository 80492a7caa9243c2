import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Parameters } from "#gateway/sign-in/parameters.ts";

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
