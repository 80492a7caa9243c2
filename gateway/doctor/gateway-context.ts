import type { Ask } from "#common/doctor/ask.ts";
import type { OpenRedis } from "#common/doctor/redis.ts";
import { requiredScope } from "#gateway/auth/required-scope.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { Person, SignInEnd } from "./sign-in-once.ts";

/** What the checks of a gateway share, and what earlier ones found for later ones. */
export interface GatewayContext {
  settings: GatewaySettings;
  ask: Ask;
  /** Unix milliseconds. */
  now: () => number;
  /** Whether the gateway and its workers don't run yet. */
  isBeforeStart: boolean;
  /** Who signs in once; undefined: nobody. */
  person?: (Person & { withinMs: number }) | undefined;
  signInEnd?: SignInEnd;
  redis?: OpenRedis;
  policies?: TenantPolicies;
  toEntraMs?: number | undefined;
}

/** How the server presents itself, as `gateway/start-gateway.ts` makes it. */
export function identityOf({ settings, policies }: GatewayContext): ResourceIdentity {
  if (policies === undefined) throw new Error("the tenants were not read");
  return {
    authorityHost: settings.AZURE_AUTHORITY_HOST,
    requiredScope,
    policies,
    publicUrl: settings.MCP_PUBLIC_URL,
    appIdUri: settings.APP_ID_URI,
    hasSignIn: settings.SIGN_IN_CLIENT_ID !== undefined,
  };
}
