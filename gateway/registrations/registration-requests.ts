import { createHash } from "node:crypto";
import { graphPermissions } from "#common/tools/graph-permissions.ts";
import { requiredScope } from "#gateway/auth/resource-identity.ts";
import { pageUrl } from "#gateway/pages/page-site.ts";
import {
  appIdUris,
  type Placeholder,
  placeholder,
  publicRedirects,
  type RegistrationPlan,
} from "./registration-plan.ts";

/*
 * The apps as Microsoft Graph has them: https://learn.microsoft.com/graph/api/resources/application
 */

/** Microsoft Graph's application id, the same in every tenant and cloud. */
const graphAppId = "00000003-0000-0000-c000-000000000000";
/** ID of Graph's permission `offline_access`, by which a sign-in gets refresh tokens. */
export const offlineAccessId = "7427e0e9-2fba-42fe-b0c0-848c9e6a8182";
/** VS Code, which signs in by itself where clients sign in at Entra. */
const vsCodeAppId = "aebc6443-996d-45c2-90f0-388ff96faa56";

/**
 * The scope that clients ask for. Its id has to be unique in its app only, and is the same in all installations, so
 * that a registration can be made again from the same settings.
 */
const scope = {
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
const accessTokenClaims = [
  { name: "idtyp", source: null, essential: false, additionalProperties: ["include_user_token"] },
  { name: "acct", source: null, essential: false, additionalProperties: [] },
  { name: "xms_cc", source: null, essential: false, additionalProperties: [] },
];

/** Role whose id follows from its value, so that a registration can be made again from the same options. */
function appRole(value: string) {
  const hash = createHash("sha256").update(`m365-connector app role ${value}`).digest("hex");
  const part = (from: number, to: number) => hash.slice(from, to);
  const id = `${part(0, 8)}-${part(8, 12)}-8${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`;
  const description = "The tools that the operator of the M365 connector gives to this role.";
  return { id, value, displayName: value, description, allowedMemberTypes: ["User"], isEnabled: true };
}

/** What tokens say of the roles of a person, for the rules `roles` and `admins` of the tenants file. */
const roleParts = ({ roles = [], tellsDirectoryRoles }: RegistrationPlan) => ({
  ...(roles.length > 0 && { appRoles: roles.map(appRole) }),
  ...(tellsDirectoryRoles && { groupMembershipClaims: "DirectoryRole" }),
});

const audienceOf = ({ tenantId }: RegistrationPlan) =>
  tenantId === undefined ? "AzureADMultipleOrgs" : "AzureADMyOrg";

const nameOf = (kind: string, { publicUrl }: RegistrationPlan): string =>
  `M365 Connector ${kind} (${new URL(publicUrl).host})`;

const access = (ids: readonly string[]) => ids.map((id) => ({ id, type: "Scope" }));

/** The finished registration of the Server app. `{CLIENT_APP_ID}` and `{SERVER_APP_ID}` are ids that Entra gives. */
export function serverApplication(plan: RegistrationPlan) {
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
    ...roleParts(plan),
    requiredResourceAccess: [
      { resourceAppId: graphAppId, resourceAccess: access(plan.permissions.map((name) => graphPermissions[name].id)) },
    ],
    web: { redirectUris: [pageUrl(plan.publicUrl, "consented")] },
  };
}

/**
 * The registration of the Client app: public, without a secret. An admin's consent to it covers what the sign-in asks
 * for: the connector's scope, and refresh tokens.
 */
export function clientApplication(plan: RegistrationPlan) {
  return {
    displayName: nameOf("Client", plan),
    signInAudience: audienceOf(plan),
    isFallbackPublicClient: false,
    publicClient: { redirectUris: publicRedirects(plan) },
    requiredResourceAccess: [
      { resourceAppId: placeholder("SERVER_APP_ID"), resourceAccess: access([scope.id]) },
      { resourceAppId: graphAppId, resourceAccess: access([offlineAccessId]) },
    ],
  };
}

/** A request to Microsoft Graph. Path and body may hold what earlier answers gave, as `{SERVER_APP_ID}`. */
export interface RegistrationRequest {
  /** What it does, and why it is a request of its own. */
  says: string;
  method: "POST" | "PATCH";
  /** Below `/v1.0/`. */
  path: string;
  body: object;
  /** What to keep of the answer: the property, by the name under which later requests hold it. */
  keeps: Readonly<Partial<Record<Placeholder, string>>>;
}

/**
 * The audience of the tokens of outside issuers, by cloud:
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust
 */
const federationAudiences: Readonly<Record<RegistrationPlan["cloud"], string>> = {
  public: "api://AzureADTokenExchange",
  usgov: "api://AzureADTokenExchangeUSGov",
  dod: "api://AzureADTokenExchangeUSGov",
  china: "api://AzureADTokenExchangeChina",
};

const serverPath = `applications/${placeholder("SERVER_OBJECT_ID")}`;

/** The public part of a certificate for `keyCredentials`: its DER bytes in base64. */
const keyCredential = (key: string) => ({
  type: "AsymmetricX509Cert",
  usage: "Verify",
  displayName: "m365-connector workers",
  key,
});

function credentialRequest({ cloud, credential }: RegistrationPlan): RegistrationRequest {
  switch (credential.kind) {
    case "secret":
      return {
        says: "A client secret for the workers. It is shown once.",
        method: "POST",
        path: `${serverPath}/addPassword`,
        body: {
          passwordCredential: { displayName: "m365-connector workers", endDateTime: credential.endDateTime },
        },
        keeps: { CLIENT_SECRET: "secretText" },
      };
    case "certificate":
      return {
        says: "The public part of the certificate with which the workers prove themselves.",
        method: "PATCH",
        path: serverPath,
        body: { keyCredentials: [keyCredential(credential.key ?? placeholder("CERTIFICATE"))] },
        keeps: {},
      };
    case "federated":
      return {
        says: "The outside issuer, such as a Kubernetes cluster, whose tokens prove the workers.",
        method: "POST",
        path: `${serverPath}/federatedIdentityCredentials`,
        body: {
          name: "m365-connector-workers",
          issuer: credential.issuer,
          subject: credential.subject,
          audiences: [federationAudiences[cloud]],
        },
        keeps: {},
      };
  }
}

/** What follows from the tools and from what the gateway reads in tokens, for a Server app that exists. */
function changeRequest(plan: RegistrationPlan): RegistrationRequest {
  const { api, optionalClaims, requiredResourceAccess } = serverApplication(plan);
  const { requestedAccessTokenVersion } = api;
  return {
    says: "The Server app's Graph permissions, the version of its tokens and their optional claims; nothing else.",
    method: "PATCH",
    path: `applications(appId='${placeholder("SERVER_APP_ID")}')`,
    body: { api: { requestedAccessTokenVersion }, optionalClaims, ...roleParts(plan), requiredResourceAccess },
    keeps: {},
  };
}

/**
 * The requests that make both registrations, in the order in which Entra accepts them:
 * - An Application ID URI `api://CLIENT-ID` needs an id, which Entra gives with the first answer. A tenant may refuse
 *   other URIs to apps that don't ask for version 2 of access tokens
 *   (https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions), so the version comes first.
 * - A preauthorised client names a scope that must exist before that request
 *   (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1395).
 */
export function registrationRequests(plan: RegistrationPlan): readonly RegistrationRequest[] {
  if (plan.serverAppId !== undefined) return [changeRequest(plan)];
  const { identifierUris, api, ...server } = serverApplication(plan);
  const { knownClientApplications, preAuthorizedApplications, ...scopes } = api;
  const principal = (name: string, appId: Placeholder): RegistrationRequest => ({
    says: `The enterprise application of the ${name} app in this tenant, as the portal makes it.`,
    method: "POST",
    path: "servicePrincipals",
    body: { appId: placeholder(appId) },
    keeps: {},
  });
  return [
    {
      says: "The Server app: its scope, its Graph permissions, version 2 of access tokens.",
      method: "POST",
      path: "applications",
      body: { ...server, api: scopes },
      keeps: { SERVER_APP_ID: "appId", SERVER_OBJECT_ID: "id" },
    },
    {
      says: "Its Application ID URI, which contains the id that it has now.",
      method: "PATCH",
      path: serverPath,
      body: { identifierUris },
      keeps: {},
    },
    principal("Server", "SERVER_APP_ID"),
    {
      says: "The Client app, a public client.",
      method: "POST",
      path: "applications",
      body: clientApplication(plan),
      keeps: { CLIENT_APP_ID: "appId" },
    },
    principal("Client", "CLIENT_APP_ID"),
    {
      says: "Who may ask for the scope without asking the person. The scope has to exist before this request.",
      method: "PATCH",
      path: serverPath,
      body: { api: { knownClientApplications, preAuthorizedApplications } },
      keeps: {},
    },
    credentialRequest(plan),
  ];
}
