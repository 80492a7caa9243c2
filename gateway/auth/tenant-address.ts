import type { FastifyRequest } from "fastify";
import type { ResourceIdentity } from "./resource-identity.ts";

/**
 * Beside the one address for every organisation, each has its own, `/mcp/{tenant id}`. Its metadata names the
 * organisation's own issuer, which strict MCP clients need: they refuse the one for all tenants, whose issuer is a
 * template.
 */
export const tenantAddress = (path: string): string =>
  `${path}/:tenantId(^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)`;

/** The tenant whose address was called; undefined at the address for all. */
export function addressedTenant({ params }: Pick<FastifyRequest, "params">): string | undefined {
  const named = typeof params === "object" && params !== null && "tenantId" in params ? params.tenantId : undefined;
  return typeof named === "string" ? named : undefined;
}

/**
 * The server as it shows itself at a tenant's address. Every tenant has one, enabled or not: who is not signed in can't
 * find out which organisations use this connector, and who is gets told why nobody of theirs gets in.
 */
export function identityForTenant(identity: ResourceIdentity, tenantId: string): ResourceIdentity {
  const { policies, publicUrl } = identity;
  return { ...identity, policies: { ...policies, onlyTenant: () => tenantId }, address: `${publicUrl}/${tenantId}` };
}

/** The server as it shows itself at the address that was called. */
export function addressedIdentity(
  request: Pick<FastifyRequest, "params">,
  identity: ResourceIdentity,
): ResourceIdentity {
  const tenantId = addressedTenant(request);
  return tenantId === undefined ? identity : identityForTenant(identity, tenantId);
}
