import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Parameters } from "#gateway/sign-in/parameters.ts";

/** A code or refresh token that is shown at the token endpoint, and the request that shows it. */
export interface Redemption<Content> {
  content: Content;
  clientId: string;
  parameters: Parameters;
  /** The address that is asked. Undefined at the root of the host, where the value itself says it. */
  asked: { tenantId: string | undefined } | undefined;
}

/** The same words for everything that does not agree: who tries codes of others learns nothing. */
export const badGrant = () =>
  new OauthFault("invalid_grant", "The code or refresh token is not valid for this client here: sign in again.");
