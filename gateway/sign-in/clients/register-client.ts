import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { ProfileOf } from "#gateway/sign-in/redirects.ts";
import {
  canonicalMetadata,
  clientIdOf,
  longestClientId,
  maxRedirects,
  signsInByCode,
  statedMetadata,
} from "./client-id.ts";

const refuse = (description: string) => new OauthFault("invalid_client_metadata", description);

/**
 * Answers a registration, RFC 7591 3.2.1, and keeps nothing: the client_id is the metadata. What the sign-in server
 * can't do is left out of the answer or replaced, as that section allows: other redirect addresses, other grants, a
 * secret.
 * @throws `OauthFault` when no redirect address is allowed, or too much would have to be remembered
 */
export function registerClient(body: unknown, profileOf: ProfileOf, identity: ResourceIdentity) {
  const parsed = statedMetadata.safeParse(body);
  if (!parsed.success) throw refuse("The client metadata must be JSON with redirect_uris, as RFC 7591 has it.");
  const { redirect_uris: asked, client_name: name = "" } = parsed.data;
  if (!signsInByCode(parsed.data)) {
    throw refuse(
      "Clients sign in by authorization code: name authorization_code in grant_types, code in response_types.",
    );
  }
  const redirectUris = [...new Set(asked)].filter((address) => profileOf(address) !== undefined);
  if (redirectUris.length === 0) {
    throw new OauthFault(
      "invalid_redirect_uri",
      "None of the redirect_uris is one that is allowed here: http on a loopback host, a known client's, or one that " +
        "the operator named in SIGN_IN_REDIRECTS.",
    );
  }
  if (redirectUris.length > maxRedirects) throw refuse(`Register at most ${maxRedirects} redirect_uris.`);
  const metadata = canonicalMetadata(name, redirectUris);
  const clientId = clientIdOf(metadata);
  if (clientId.length > longestClientId) throw refuse("The redirect_uris and the name are too long together.");
  return {
    client_id: clientId,
    ...(metadata.name !== "" && { client_name: metadata.name }),
    redirect_uris: redirectUris,
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    scope: `${qualifiedScope(identity)} offline_access`,
  };
}
