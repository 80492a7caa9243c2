import { z } from "zod";
import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import { OauthFault } from "./oauth-fault.ts";
import { isListedRedirect } from "./redirect-addresses.ts";
import type { ShimAddress } from "./shim-address.ts";

const word = z.string().max(100);

/** What of RFC 7591 2 makes a difference here. Names, logos, contacts and other decoration are dropped unread. */
const clientMetadata = z.object({
  redirect_uris: z.array(z.string().max(2_048)).min(1).max(50),
  token_endpoint_auth_method: word.optional(),
  grant_types: z.array(word).max(10).optional(),
  response_types: z.array(word).max(10).optional(),
});

/** A client that brings one of these wants to be somebody of its own, and is told no instead of being misled. */
const identities = ["client_id", "client_secret", "jwks", "jwks_uri", "software_statement"];
const grantTypes = ["authorization_code", "refresh_token"];

const refuse = (description: string) => new OauthFault("invalid_client_metadata", description);

/**
 * Answers a registration, RFC 7591 3.2.1, without registering anything: every client is told the same public client id.
 * The redirect addresses that are not listed are left out of the answer, as that section allows; nothing is kept, and
 * the authorization endpoint compares with the same list again.
 * @throws `OauthFault` when no redirect address is listed, or the client is not a public one with codes
 */
export function registerClient(body: unknown, { identity, clientId }: ShimAddress) {
  const parsed = clientMetadata.safeParse(body);
  if (!parsed.success) throw refuse("The client metadata must be JSON with redirect_uris, as RFC 7591 has it.");
  const asked = parsed.data;
  if (identities.some((name) => Object.hasOwn(Object(body), name))) {
    throw refuse("Clients here are public and share one id: bring no id, secret, key or statement.");
  }
  if ((asked.token_endpoint_auth_method ?? "none") !== "none") {
    throw refuse("Clients here have no secret: token_endpoint_auth_method must be none.");
  }
  if (!(asked.grant_types ?? []).every((type) => grantTypes.includes(type))) {
    throw refuse(`grant_types may be ${grantTypes.join(" and ")} only.`);
  }
  if (!(asked.response_types ?? []).every((type) => type === "code")) {
    throw refuse("response_types may be code only.");
  }
  const redirectUris = [...new Set(asked.redirect_uris.filter(isListedRedirect))];
  if (redirectUris.length === 0) {
    throw new OauthFault("invalid_redirect_uri", "None of the redirect_uris is one of those that are allowed here.");
  }
  return {
    client_id: clientId,
    redirect_uris: redirectUris,
    token_endpoint_auth_method: "none",
    grant_types: grantTypes,
    response_types: ["code"],
    scope: qualifiedScope(identity),
  };
}
