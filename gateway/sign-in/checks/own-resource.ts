import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { identityOfResource, issuerOf } from "#gateway/sign-in/sign-in-address.ts";
import type { Question } from "./question.ts";

/**
 * RFC 8707's `resource` names this server, at the public URL or at the address that is asked. A client that means
 * another server must not get a token for this one: a hostile MCP server that names this front as its authorization
 * server would be sent it. A client that names no server means one without metadata (RFC 9728), which this one has.
 * @throws `OauthFault` (`invalid_target`)
 */
export function checkResource(resource: string | undefined, identity: ResourceIdentity): void {
  const named = resource === undefined ? undefined : identityOfResource(resource, identity);
  const own = [identity.publicUrl, issuerOf(identity)];
  if (named !== undefined && own.includes(issuerOf(named))) return;
  throw new OauthFault(
    "invalid_target",
    `Send resource=${issuerOf(identity)}: tokens from here are for that server only.`,
  );
}

export const ownResource = ({ parameters, identity }: Question): void =>
  checkResource(parameters.get("resource"), identity);
