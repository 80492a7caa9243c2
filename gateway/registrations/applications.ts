import { requiredScope } from "#gateway/auth/required-scope.ts";
import { pageUrl } from "#gateway/pages/page-addresses.ts";
import { type Application, type OptionalClaim, type PermissionScope, placeholder } from "./application.ts";
import { graphAppId, graphPermissionIds } from "./graph-permission-ids.ts";
import { appIdUris, publicRedirects, type RegistrationPlan } from "./registration-plan.ts";

/** VS Code, which signs in by itself where clients sign in at Entra. */
const vsCodeAppId = "aebc6443-996d-45c2-90f0-388ff96faa56";

/**
 * The scope that clients ask for. Its id has to be unique in its app only, and is the same in all installations, so
 * that a registration can be made again from the same settings.
 */
const scope: PermissionScope = {
  id: "d2f1a5c4-7e0b-4a3c-9c58-6f1b0e94a7d3",
  value: requiredScope,
  type: "User",
  isEnabled: true,
  adminConsentDisplayName: "Read Microsoft 365 on behalf of the user",
  adminConsentDescription:
    "Lets the app call the M365 connector as the signed-in user. The connector reads what the user may read, as far " +
    "as the organisation has granted it, and changes nothing.",
  userConsentDisplayName: "Read your Microsoft 365 on your behalf",
  userConsentDescription: "Lets the app read what you may read in Microsoft 365, through the M365 connector.",
};

/**
 * `idtyp` tells tokens of people from those of apps, `acct` guests from members, `xms_cc` which clients understand
 * claims challenges. https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
 */
const accessTokenClaims: readonly OptionalClaim[] = [
  { name: "idtyp", source: null, essential: false, additionalProperties: ["include_user_token"] },
  { name: "acct", source: null, essential: false, additionalProperties: [] },
  { name: "xms_cc", source: null, essential: false, additionalProperties: [] },
];

const audienceOf = ({ tenantId }: RegistrationPlan): Application["signInAudience"] =>
  tenantId === undefined ? "AzureADMultipleOrgs" : "AzureADMyOrg";

const nameOf = (kind: string, { publicUrl }: RegistrationPlan): string =>
  `M365 Connector ${kind} (${new URL(publicUrl).host})`;

const access = (ids: readonly string[]) => ids.map((id) => ({ id, type: "Scope" as const }));

/** The finished registration of the Server app. `{CLIENT_APP_ID}` and `{SERVER_APP_ID}` are ids that Entra gives. */
export function serverApplication(plan: RegistrationPlan): Application & Required<Pick<Application, "api">> {
  const preAuthorized = [placeholder("CLIENT_APP_ID"), ...(plan.signsInHere ? [] : [vsCodeAppId])];
  return {
    displayName: nameOf("Server", plan),
    signInAudience: audienceOf(plan),
    identifierUris: appIdUris(plan),
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [scope],
      knownClientApplications: [placeholder("CLIENT_APP_ID")],
      preAuthorizedApplications: preAuthorized.map((appId) => ({ appId, delegatedPermissionIds: [scope.id] })),
    },
    optionalClaims: { accessToken: accessTokenClaims },
    requiredResourceAccess: [
      { resourceAppId: graphAppId, resourceAccess: access(plan.permissions.map((name) => graphPermissionIds[name])) },
    ],
    web: { redirectUris: [pageUrl(plan.publicUrl, "consented")] },
  };
}

/**
 * The registration of the Client app: public, without a secret. An admin's consent to it covers what the sign-in asks
 * for: the connector's scope, and refresh tokens.
 */
export function clientApplication(plan: RegistrationPlan): Application {
  return {
    displayName: nameOf("Client", plan),
    signInAudience: audienceOf(plan),
    isFallbackPublicClient: false,
    publicClient: { redirectUris: publicRedirects(plan) },
    requiredResourceAccess: [
      { resourceAppId: placeholder("SERVER_APP_ID"), resourceAccess: access([scope.id]) },
      { resourceAppId: graphAppId, resourceAccess: access([graphPermissionIds.offline_access]) },
    ],
  };
}
