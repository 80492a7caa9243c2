import { signInTenant } from "#gateway/auth/protected-resource-metadata.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";

/** The shim as it shows itself at one address of the server: the one for all, or a tenant's own. */
export interface ShimAddress {
  identity: ResourceIdentity;
  /** The public client that the operator registered in Entra. */
  clientId: string;
}

/** RFC 8414 2: the issuer is the MCP address itself, so that each address has its own. */
export const issuerOf = ({ address, publicUrl }: ResourceIdentity): string => address ?? publicUrl;

/** Entra's own endpoint behind the shim's, in the tenant of this address. */
export function entraEndpoint(identity: ResourceIdentity, name: "authorize" | "token"): string {
  return `${identity.authorityHost}/${signInTenant(identity)}/oauth2/v2.0/${name}`;
}
