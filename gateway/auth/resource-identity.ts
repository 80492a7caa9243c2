import type { FastifyRequest } from "fastify";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";

/** The scope of the Server app that a caller's token must have. */
export const requiredScope = "access_as_user";

/** How the server presents itself to clients that sign in. */
export interface ResourceIdentity {
  /** `MCP_PUBLIC_URL`, exactly as clients type it. */
  publicUrl: string;
  /** `APP_ID_URI`, by which Entra knows the Server app. */
  appIdUri: string;
  /** Entra's origin. */
  authorityHost: string;
  policies: TenantPolicies;
  /** Address at which clients reach this server, when that is not the public URL itself. */
  address?: string;
  /** Whether clients sign in at this server (`gateway/sign-in/`), which then is its own authorization server. */
  hasSignIn?: boolean;
}

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
 * The identity of the server at a tenant's address, or at the one for all. Every tenant has one, enabled or not:
 * without a sign-in nobody can find out which organisations use this connector, and signed-in users are told why they
 * are refused.
 */
export function identityAt(identity: ResourceIdentity, tenantId: string | undefined): ResourceIdentity {
  if (tenantId === undefined) return identity;
  const { policies, publicUrl } = identity;
  return { ...identity, policies: { ...policies, onlyTenant: () => tenantId }, address: `${publicUrl}/${tenantId}` };
}

/** The identity of the server at the requested address. */
export const addressedIdentity = (request: Pick<FastifyRequest, "params">, identity: ResourceIdentity) =>
  identityAt(identity, addressedTenant(request));

/**
 * Why many clients can't sign in at Entra itself, for the operator at the start; undefined if they can. MCP demands
 * that they send the address of the server as `resource`. Entra takes it only if it is an Application ID URI of the app
 * whose scope they request
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes, AADSTS9010010).
 */
export function directSignInProblem(identity: ResourceIdentity): string | undefined {
  const { publicUrl, appIdUri, hasSignIn = false } = identity;
  if (hasSignIn || appIdUri === publicUrl) return undefined;
  return (
    "APP_ID_URI is not MCP_PUBLIC_URL. Clients that send `resource`, as MCP demands (Claude, ChatGPT, Cursor, Codex, " +
    "Gemini CLI, every client made with the MCP SDKs), are refused by Entra with AADSTS9010010, unless the Server " +
    "app has MCP_PUBLIC_URL as another Application ID URI. Clients that send none, such as VS Code, can sign in. Set " +
    "SIGN_IN_CLIENT_ID for all of them"
  );
}
