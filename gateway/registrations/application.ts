/*
 * What these registrations use of Microsoft Graph's `application` and of the resources below it:
 * https://learn.microsoft.com/graph/api/resources/application
 */

export interface ResourceAccess {
  resourceAppId: string;
  resourceAccess: readonly { id: string; type: "Scope" }[];
}

export interface PermissionScope {
  id: string;
  value: string;
  type: "User" | "Admin";
  isEnabled: boolean;
  adminConsentDisplayName: string;
  adminConsentDescription: string;
  userConsentDisplayName: string;
  userConsentDescription: string;
}

export interface OptionalClaim {
  name: string;
  source: null;
  essential: boolean;
  additionalProperties: readonly string[];
}

/** The public part of a certificate, as Graph takes it. */
export interface KeyCredential {
  type: "AsymmetricX509Cert";
  usage: "Verify";
  displayName: string;
  /** The certificate's DER bytes in base64. */
  key: string;
}

export interface Application {
  displayName: string;
  signInAudience: "AzureADMyOrg" | "AzureADMultipleOrgs";
  identifierUris?: readonly string[];
  api?: {
    requestedAccessTokenVersion?: 2;
    oauth2PermissionScopes?: readonly PermissionScope[];
    knownClientApplications?: readonly string[];
    preAuthorizedApplications?: readonly { appId: string; delegatedPermissionIds: readonly string[] }[];
  };
  isFallbackPublicClient?: boolean;
  optionalClaims?: { accessToken: readonly OptionalClaim[] };
  publicClient?: { redirectUris: readonly string[] };
  requiredResourceAccess: readonly ResourceAccess[];
  web?: { redirectUris: readonly string[] };
}

/** How the Server app proves itself. */
export type Credential =
  | { kind: "secret"; endDateTime: string }
  /** `key` is undefined where the script makes the certificate. */
  | { kind: "certificate"; key: string | undefined }
  | { kind: "federated"; issuer: string; subject: string };

/** What is known only once the apps are there. It stands in texts as `{SERVER_APP_ID}`. */
export const placeholders = [
  "SERVER_APP_ID",
  "SERVER_OBJECT_ID",
  "CLIENT_APP_ID",
  "CLIENT_SECRET",
  "CERTIFICATE",
] as const;

export type Placeholder = (typeof placeholders)[number];

/** How a value that is not known yet stands in a text. */
export const placeholder = (name: Placeholder): string => `{${name}}`;
