import { graphPermissionGuids } from "#test/fake-tenant/entra/graph-permissions.ts";
import { registrableProblem } from "#test/fake-tenant/entra/known-client.ts";
import { type AppRecord, graphAppId } from "#test/fake-tenant/world/apps.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { type ApplicationBody, badRequest, RegistrationRefusal } from "./application-schema.ts";

/** A change of an application, before it is made. */
interface Proposal {
  world: World;
  /** What the request says. */
  body: ApplicationBody;
  /** The application as it is; undefined for a new one. */
  present: AppRecord | undefined;
  homeTenantId: string;
}

type Rule = (proposal: Proposal) => void;

const graphIds: ReadonlySet<string> = new Set(Object.values(graphPermissionGuids));

/** https://learn.microsoft.com/entra/identity-platform/reply-url */
const redirects: Rule = ({ body }) => {
  const { web, spa, publicClient } = body;
  const platforms = { web, spa, publicClient };
  const all = Object.entries(platforms).flatMap(([platform, redirects]) =>
    (redirects?.redirectUris ?? []).map((uri) => ({ platform, uri })),
  );
  if (all.length > 256) throw badRequest("An application has at most 256 redirect URIs.");
  for (const { platform, uri } of all) {
    const problem = registrableProblem(uri) ?? schemeProblem(platform, uri);
    if (problem !== undefined) throw new RegistrationRefusal("InvalidRedirectUri", `${uri}: ${problem}`);
  }
  const uris = all.map(({ uri }) => uri);
  if (new Set(uris).size !== uris.length) throw badRequest("Redirect URIs must have distinct values.");
};

/** Custom schemes are for public clients: .../entra/identity-platform/reply-url#supported-schemes */
function schemeProblem(platform: string, uri: string): string | undefined {
  if (!URL.canParse(uri)) return "is no absolute URI";
  return platform !== "publicClient" && !/^https?:/.test(uri) ? "only public clients have other schemes" : undefined;
}

/**
 * `api://{appId}`, of which the id must be known, or a verified domain:
 * https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions. A tenant may refuse the latter to
 * apps without version 2 of access tokens (`nonDefaultUriAddition` with `excludeAppsReceivingV2Tokens`,
 * https://learn.microsoft.com/graph/api/resources/identifieruriconfiguration); the fake's tenants do.
 */
const identifierUris: Rule = ({ world, body, present, homeTenantId }) => {
  const domain = world.directory.tenants.get(homeTenantId)?.domain ?? "";
  const version = (body.api ?? present?.application.api)?.requestedAccessTokenVersion;
  for (const uri of body.identifierUris ?? []) {
    const taken = world.apps.all().some((app) => app !== present && app.identifierUris.includes(uri));
    if (taken)
      throw badRequest(`Another object with the same value for property identifierUris already exists: ${uri}`);
    if (present !== undefined && uri === `api://${present.clientId}`) continue;
    const url = URL.parse(uri);
    const isOnDomain = url?.hostname === domain || url?.hostname.endsWith(`.${domain}`);
    if (!/^(?:https|api):\/\//.test(uri) || !isOnDomain) {
      throw new RegistrationRefusal(
        "HostNameNotOnVerifiedDomain",
        `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
      );
    }
    if (version !== 2) {
      throw badRequest(
        `Failed to add identifier URI ${uri}. As the policy of this tenant requires, all newly added URIs must be ` +
          "api://{appId}, or the application must receive v2.0 tokens (requestedAccessTokenVersion 2).",
      );
    }
  }
};

/**
 * Entra takes any id and shows it as an unrecognised permission
 * (https://github.com/hashicorp/terraform-provider-azuread/issues/1461); the fake refuses it at once.
 */
const permissionsExist: Rule = ({ world, body }) => {
  for (const { resourceAppId, resourceAccess } of body.requiredResourceAccess ?? []) {
    const app = world.apps.find(resourceAppId);
    const known =
      resourceAppId === graphAppId
        ? graphIds
        : new Set(app?.application.api?.oauth2PermissionScopes?.map(({ id }) => id) ?? []);
    for (const { id, type } of resourceAccess) {
      if (type === "Role") throw badRequest(`The fake knows no application permission ${id}: the connector has none.`);
      if (!known.has(id)) throw badRequest(`Resource ${resourceAppId} has no permission ${id}.`);
    }
  }
};

/** https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1395: before this request, not in it. */
const preAuthorizedScopesExist: Rule = ({ body, present }) => {
  const there = new Set(present?.application.api?.oauth2PermissionScopes?.map(({ id }) => id) ?? []);
  for (const { delegatedPermissionIds } of body.api?.preAuthorizedApplications ?? []) {
    if (delegatedPermissionIds.every((id) => there.has(id))) continue;
    throw new RegistrationRefusal(
      "InvalidValue",
      "Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the " +
        "AppPermissions sets.",
    );
  }
};

/** https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1888 */
const scopesStay: Rule = ({ body, present }) => {
  const wanted = body.api?.oauth2PermissionScopes;
  if (wanted === undefined) return;
  const ids = new Set(wanted.map(({ id }) => id));
  const gone = present?.application.api?.oauth2PermissionScopes?.some(({ id, isEnabled }) => isEnabled && !ids.has(id));
  if (gone) throw badRequest("Permission (scope or role) cannot be deleted or updated unless disabled first.");
  const values = new Set(wanted.map(({ value }) => value));
  if (values.size !== wanted.length || ids.size !== wanted.length)
    throw badRequest("Scopes must have distinct values.");
};

/** The claims for access tokens of https://learn.microsoft.com/entra/identity-platform/optional-claims-reference */
const knownClaims: ReadonlySet<string> = new Set([
  ...["acct", "acrs", "auth_time", "ctry", "email", "fwd", "groups", "idtyp", "login_hint", "sid"],
  ...["tenant_ctry", "tenant_region_scope", "upn", "verified_primary_email", "verified_secondary_email", "vnet"],
  ...["xms_cc", "xms_edov", "xms_pdl", "xms_pl", "xms_tpl", "ztdid", "ipaddr", "onprem_sid", "pwd_exp", "pwd_url"],
  ...["in_corp", "family_name", "given_name"],
]);

const optionalClaims: Rule = ({ body }) => {
  for (const { name, additionalProperties = [] } of Object.values(body.optionalClaims ?? {}).flatMap(
    (claims) => claims ?? [],
  )) {
    if (!knownClaims.has(name)) throw badRequest(`Optional claim '${name}' is not supported.`);
    if (name === "idtyp" && additionalProperties.some((one) => one !== "include_user_token")) {
      throw badRequest("idtyp has no additional property but include_user_token.");
    }
  }
};

/** Every rule of Graph for applications, with its source. */
export const applicationRules: readonly Rule[] = [
  redirects,
  identifierUris,
  permissionsExist,
  preAuthorizedScopesExist,
  scopesStay,
  optionalClaims,
];
