/**
 * Where an Entra admin of a tenant grants what the Server app asks for
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 */
export function adminConsentUrl(options: { authorityHost: string; clientId: string; tenantId: string }): string {
  return `${options.authorityHost}/${options.tenantId}/adminconsent?client_id=${options.clientId}`;
}

/** The link as an error tells it: whoever follows it grants more than is missing, what was revoked on purpose too. */
export const consentLink = (url: string): string =>
  `${url} This link grants all permissions registered for the connector.`;
