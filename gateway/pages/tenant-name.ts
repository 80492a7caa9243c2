import { personalTenantId } from "#gateway/tenants/personal-tenant.ts";

const tenantId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** RFC 1035 2.3.1, with the labels of internationalised domains in their ASCII form. */
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const longestDomain = 253;

/**
 * The tenant that somebody typed, as a path of Entra's may name it: its id, or one of its domains. Undefined for
 * anything else, for names of many tenants such as `organizations`, and for the tenant of personal accounts.
 */
export function tenantNamed(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  if (name.length > longestDomain || name === personalTenantId) return undefined;
  return tenantId.test(name) || domain.test(name) ? name : undefined;
}
