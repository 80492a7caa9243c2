import { catalog } from "#common/tools/catalog.ts";
import { permissionsFor } from "#gateway/registrations/needed-permissions.ts";
import { isToolEnabled } from "#gateway/tenants/tenant-policy.ts";
import type { GatewayContext } from "./gateway-context.ts";
import { claimsOf } from "./server-app.ts";

/**
 * The permissions that the generated Server app has for these tools; by default for those that the tenant of who has
 * signed in, or else the only tenant, may use.
 */
export function wantedPermissions({ policies, signInEnd }: GatewayContext, tools?: readonly string[]): string[] {
  const signedIn = signInEnd !== undefined && "token" in signInEnd ? claimsOf(signInEnd.token).tid : undefined;
  const tenant = typeof signedIn === "string" ? signedIn : policies?.onlyTenant();
  const names = catalog.map(({ name }) => name);
  const mayUse = (name: string) =>
    policies === undefined || tenant === undefined || isToolEnabled(policies, tenant, name);
  return [...permissionsFor(tools ?? names.filter(mayUse))];
}
