import { personalTenantId } from "#gateway/tenants/tenants-file-schema.ts";
import type { Language } from "./language.ts";
import { type PageSite, pageUrl } from "./page-site.ts";

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

/** The two apps, in the order in which an admin consents to them: the Client app needs the other one in the tenant. */
export const consentApps = ["server", "client"] as const;

export type ConsentApp = (typeof consentApps)[number];

/**
 * Where an admin of a tenant consents to an app, for all permissions that are registered for it. The version 2.0 of the
 * page names the permissions in its answer (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 * @param tenant as `tenantNamed` gives it
 * @returns undefined for the Client app where the connector does not know its id
 */
export function consentLink(
  { identity, serverAppId, clientAppId, graphBaseUrl }: PageSite,
  { app, tenant, language }: { app: ConsentApp; tenant: string; language: Language },
): string | undefined {
  const clientId = app === "server" ? serverAppId : clientAppId;
  if (clientId === undefined) return undefined;
  const query = new URLSearchParams({
    client_id: clientId,
    scope: `${app === "server" ? graphBaseUrl : identity.appIdUri}/.default`,
    redirect_uri: pageUrl(identity.publicUrl, "consented"),
    // Entra gives it back, so that the page after the consent is in the same language.
    state: language,
  });
  return `${identity.authorityHost}/${tenant}/v2.0/adminconsent?${query}`;
}
