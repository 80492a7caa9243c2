import type { ResourceIdentity } from "#gateway/auth/protected-resource-metadata.ts";
import { OauthFault } from "./oauth-fault.ts";

/**
 * Looks at RFC 8707's `resource` before it is taken off. A client that means another server must not get a token for
 * this one: a hostile MCP server that names our shim as its authorization server would be sent it. A query, such as
 * `?tools=`, does not make another resource.
 * @throws `OauthFault` (`invalid_target`) when the parameter names anything but this server
 */
export function checkResource(resource: string | undefined, identity: ResourceIdentity): void {
  if (resource === undefined) return;
  const { publicUrl, address } = identity;
  const [named = ""] = resource.split("?", 1);
  if ((named === publicUrl || named === address) && !resource.includes("#")) return;
  throw new OauthFault("invalid_target", `Tokens from here are for ${publicUrl} only.`);
}
