import type { FastifyRequest } from "fastify";
import type { ResourceIdentity } from "./resource-identity.ts";

/**
 * The route of a tenant's own address, `/mcp/{tenant id}`, in addition to the one for all tenants. Its metadata names
 * the issuer of that tenant. Strict MCP clients need it: they reject the issuer for all tenants, which is a template.
 */
export const tenantAddress = (path: string): string =>
  `${path}/:tenantId(^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)`;

/** The tenant whose address was requested; undefined at the address for all tenants. */
export function addressedTenant({ params }: Pick<FastifyRequest, "params">): string | undefined {
  const named = typeof params === "object" && params !== null && "tenantId" in params ? params.tenantId : undefined;
  return typeof named === "string" ? named : undefined;
}

/**
 * The identity of the server at a tenant's address. Every tenant has one, enabled or not: without a sign-in nobody can
 * find out which organisations use this connector, and signed-in users are told why they are refused.
 */
export function identityForTenant(identity: ResourceIdentity, tenantId: string): ResourceIdentity {
  const { policies, publicUrl } = identity;
  return { ...identity, policies: { ...policies, onlyTenant: () => tenantId }, address: `${publicUrl}/${tenantId}` };
}

/** The identity of the server at the requested address. */
export function addressedIdentity(
  request: Pick<FastifyRequest, "params">,
  identity: ResourceIdentity,
): ResourceIdentity {
  const tenantId = addressedTenant(request);
  return tenantId === undefined ? identity : identityForTenant(identity, tenantId);
}
