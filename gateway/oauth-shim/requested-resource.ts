import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { OauthFault } from "./oauth-fault.ts";

/**
 * Looks at RFC 8707's `resource` before it is taken off. A client that means another server must not get a token for
 * this one: a hostile MCP server that names our shim as its authorization server would be sent it. A client that names
 * no server means one that publishes no metadata (RFC 9728), which this server does. A query, such as `?tools=`, does
 * not make another resource.
 * @throws `OauthFault` (`invalid_target`) unless the parameter names this server
 */
export function checkResource(resource: string | undefined, { publicUrl, address }: ResourceIdentity): void {
  if (resource !== undefined && !resource.includes("#")) {
    const [named] = resource.split("?", 1);
    if (named === publicUrl || named === address) return;
  }
  throw new OauthFault("invalid_target", `Send resource=${publicUrl}: tokens from here are for that server only.`);
}
