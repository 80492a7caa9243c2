import { type Application, type PermissionScope, placeholder } from "./application.ts";
import { clientApplication, serverApplication } from "./applications.ts";
import { appIdUris, type RegistrationPlan } from "./registration-plan.ts";
import { federationAudiences } from "./registration-requests.ts";

const server = "azuread_application.server";
const client = "azuread_application.client";
const reference = (path: string) => `\${${path}}`;

/** Texts in which Terraform would look for expressions, with the ids as references to what it makes. */
const terraformText = (text: string): string =>
  text
    .replaceAll(/[$%](?=\{)/g, "$&$&")
    .replaceAll(placeholder("SERVER_APP_ID"), reference(`${server}.client_id`))
    .replaceAll(placeholder("CLIENT_APP_ID"), reference(`${client}.client_id`));

const scopeBlock = (scope: PermissionScope) => ({
  id: scope.id,
  value: scope.value,
  type: scope.type,
  enabled: scope.isEnabled,
  admin_consent_display_name: scope.adminConsentDisplayName,
  admin_consent_description: scope.adminConsentDescription,
  user_consent_display_name: scope.userConsentDisplayName,
  user_consent_description: scope.userConsentDescription,
});

const shared = ({ displayName, signInAudience, requiredResourceAccess }: Application) => ({
  display_name: terraformText(displayName),
  sign_in_audience: signInAudience,
  required_resource_access: requiredResourceAccess.map(({ resourceAppId, resourceAccess }) => ({
    resource_app_id: terraformText(resourceAppId),
    resource_access: resourceAccess,
  })),
});

function credentialResource({ cloud, credential }: RegistrationPlan): Record<string, unknown> {
  const application_id = reference(`${server}.id`);
  switch (credential.kind) {
    case "secret":
      return {
        azuread_application_password: { workers: { application_id, end_date: credential.endDateTime } },
      };
    case "certificate":
      return {
        azuread_application_certificate: {
          workers: {
            application_id,
            type: "AsymmetricX509Cert",
            encoding: "base64",
            value: credential.key ?? reference('filebase64("server-app.der")'),
          },
        },
      };
    case "federated":
      return {
        azuread_application_federated_identity_credential: {
          workers: {
            application_id,
            display_name: "m365-connector-workers",
            issuer: terraformText(credential.issuer),
            subject: terraformText(credential.subject),
            audiences: [federationAudiences[cloud]],
          },
        },
      };
  }
}

const environments: Readonly<Record<RegistrationPlan["cloud"], string>> = {
  public: "global",
  usgov: "usgovernmentl4",
  dod: "usgovernmentl5",
  china: "china",
};

/**
 * The same registrations as JSON configuration of Terraform, for the provider hashicorp/azuread 3. The resources that
 * need both ids stand alone, or the two apps would depend on each other.
 */
export function terraform(plan: RegistrationPlan): object {
  const { api, optionalClaims, web, ...serverApp } = serverApplication(plan);
  const { publicClient, ...clientApp } = clientApplication(plan);
  const application_id = reference(`${server}.id`);
  const preAuthorized = api.preAuthorizedApplications ?? [];
  return {
    "//": "Made by npm run entra. NOT APPLIED by the tests of the M365 connector: only its form was checked.",
    terraform: { required_providers: { azuread: { source: "hashicorp/azuread", version: "~> 3.0" } } },
    provider: {
      azuread: {
        environment: environments[plan.cloud],
        ...(plan.tenantId === undefined ? {} : { tenant_id: plan.tenantId }),
      },
    },
    resource: {
      azuread_application: {
        server: {
          ...shared(serverApp),
          api: {
            requested_access_token_version: api.requestedAccessTokenVersion,
            oauth2_permission_scope: api.oauth2PermissionScopes?.map(scopeBlock),
          },
          optional_claims: {
            access_token: optionalClaims?.accessToken.map(({ name, essential, additionalProperties }) => ({
              name,
              essential,
              additional_properties: additionalProperties,
            })),
          },
          web: { redirect_uris: web?.redirectUris.map(terraformText) },
          lifecycle: { ignore_changes: ["identifier_uris", "api[0].known_client_applications"] },
        },
        client: {
          ...shared(clientApp),
          fallback_public_client_enabled: clientApp.isFallbackPublicClient,
          public_client: { redirect_uris: publicClient?.redirectUris.map(terraformText) },
        },
      },
      azuread_application_identifier_uri: Object.fromEntries(
        appIdUris(plan).map((uri, index) => [
          `uri_${index + 1}`,
          { application_id, identifier_uri: terraformText(uri) },
        ]),
      ),
      azuread_application_known_clients: {
        client: { application_id, known_client_ids: (api.knownClientApplications ?? []).map(terraformText) },
      },
      azuread_application_pre_authorized: Object.fromEntries(
        preAuthorized.map(({ appId, delegatedPermissionIds }, index) => [
          `client_${index + 1}`,
          { application_id, authorized_client_id: terraformText(appId), permission_ids: delegatedPermissionIds },
        ]),
      ),
      azuread_service_principal: {
        server: { client_id: reference(`${server}.client_id`) },
        client: { client_id: reference(`${client}.client_id`) },
      },
      ...credentialResource(plan),
    },
  };
}
