/**
 * Where an Entra admin of a tenant grants what the Server app asks for
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 */
export function adminConsentUrl(options: { authorityHost: string; clientId: string; tenantId: string }): string {
  return `${options.authorityHost}/${options.tenantId}/adminconsent?client_id=${options.clientId}`;
}

/** The link with a warning: it grants more than is missing, including what was revoked on purpose. */
export const consentLink = (url: string): string =>
  `${url} This link grants all permissions registered for the connector.`;
