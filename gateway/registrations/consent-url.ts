/**
 * Where an admin consents to an app for a tenant
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent). `tenant` is an id, a domain or
 * `organizations`. Without a redirect URI, Entra takes the first that is registered.
 */
export function consentUrl(options: {
  authorityHost: string;
  tenant: string;
  clientId: string;
  redirectUri?: string;
}): string {
  const { authorityHost, tenant, clientId, redirectUri } = options;
  const back = redirectUri === undefined ? "" : `&redirect_uri=${encodeURIComponent(redirectUri)}`;
  return `${authorityHost}/${tenant}/adminconsent?client_id=${clientId}${back}`;
}
