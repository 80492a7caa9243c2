import type { Language } from "./language.ts";
import { pageUrl } from "./page-addresses.ts";
import type { PageSite } from "./page-site.ts";

/** The two apps, in the order in which an admin consents to them: the Client app needs the other one in the tenant. */
export const consentApps = ["server", "client"] as const;

export type ConsentApp = (typeof consentApps)[number];

/** `state` of the consent: Entra gives it back. It says which app it was, and holds nothing that has to be kept. */
export const consentState = (app: ConsentApp, language: Language): string => `${app}-${language}`;

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
    state: consentState(app, language),
  });
  return `${identity.authorityHost}/${tenant}/v2.0/adminconsent?${query}`;
}
