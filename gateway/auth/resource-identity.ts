import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";

/** How the server presents itself to clients that sign in. */
export interface ResourceIdentity {
  /** `MCP_PUBLIC_URL`, exactly as clients type it. */
  publicUrl: string;
  /** `APP_ID_URI`, by which Entra knows the Server app. */
  appIdUri: string;
  /** Entra's origin. */
  authorityHost: string;
  /** The short name of the scope. */
  requiredScope: string;
  policies: TenantPolicies;
  /** Where clients reach this server, when that is not the public URL itself. */
  address?: string;
  /** Whether clients sign in at this server (`gateway/sign-in/`), which then is its own authorization server. */
  hasSignIn?: boolean;
}
