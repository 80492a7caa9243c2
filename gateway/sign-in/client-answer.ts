import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { OauthFault } from "./oauth-fault.ts";
import { queryText } from "./query-text.ts";
import { issuerOf } from "./sign-in-address.ts";

interface Answered {
  /** An allowed redirect address: it has no query of its own. */
  redirectUri: string;
  /** The client's own, as it sent it. */
  state: string | undefined;
  /** This server at the address that the client asked. */
  identity: ResourceIdentity;
}

/**
 * The address that takes an answer to the client. `iss` (RFC 9207) is the issuer of the metadata that the client found,
 * in a refusal as in a success; without it clients can't notice that an answer is from another server.
 */
export function clientAnswer(
  { redirectUri, state, identity }: Answered,
  fields: { code: string } | { error: string; error_description: string },
): string {
  return `${redirectUri}?${queryText({ ...fields, state, iss: issuerOf(identity) })}`;
}

/** RFC 6749 4.1.2.1. */
export const errorFields = ({ code, message }: OauthFault) => ({ error: code, error_description: message });

/** An address that opens a program by its scheme: browsers ask before they do, and some don't follow by themselves. */
export const isCustomScheme = (url: string): boolean => !/^https?:\/\//.test(url);

/** Windows opens addresses of at most 2,083 characters. */
export const longestCustomUrl = 2_000;
