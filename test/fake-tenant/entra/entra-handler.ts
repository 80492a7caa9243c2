import { randomUUID } from "node:crypto";
import { type DoorAnswer, type DoorRequest, header, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { Grant, WhoAsks } from "#test/fake-tenant/world/request-log.ts";
import { keyIssuer } from "#test/fake-tenant/world/signing-keys.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal, aadstsAnswer } from "./aadsts.ts";
import { adminConsent } from "./admin-consent.ts";
import { answerConsent, authorize, logIn } from "./authorize.ts";
import { redeemCode, renew } from "./grant-code.ts";
import { onBehalfOf } from "./grant-obo.ts";
import { peekClaims } from "./issue-tokens.ts";
import { required, type TokenRequest } from "./token-request.ts";

const grantNames: Record<string, Grant> = {
  authorization_code: "code",
  refresh_token: "refresh",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "obo",
};

/**
 * Who an Entra request concerns, unverified: from the path, and for tokens from the form. Counts key fetches and
 * exchanges.
 */
export function identifyEntraRequest(world: World, request: DoorRequest): WhoAsks {
  const [, tenantPart = ""] = request.rawPath.split("/");
  const form = request.method === "POST" ? new URLSearchParams(request.body.toString("utf8")) : new URLSearchParams();
  const claims = peekClaims(form.get("assertion") ?? "");
  const grant = grantNames[form.get("grant_type") ?? ""] ?? null;
  if (grant === "obo") world.log.counters.oboExchanges += 1;
  if (/\/discovery\/(v2\.0\/)?keys$/.test(request.rawPath)) world.log.counters.jwksFetches += 1;
  const code = world.signIns.code(form.get("code") ?? "") ?? world.signIns.refresh(form.get("refresh_token") ?? "");
  return {
    tenantId: world.directory.findTenant(tenantPart)?.id ?? code?.tenantId ?? null,
    userId: typeof claims?.oid === "string" ? claims.oid : (code?.userId ?? null),
    grant,
    tokenSha256: null,
    sawInboundAssertion: false,
  };
}

const manyTenants: ReadonlySet<string> = new Set(["common", "organizations"]);

/** Answers everything under the authority host. */
export async function handleEntra(world: World, request: DoorRequest): Promise<DoorAnswer> {
  const path = request.rawPath.replace(/\/$/, "");
  if (path === "/common/discovery/instance") return instanceDiscovery(world);
  const [, tenantPart = "", ...rest] = path.split("/");
  const action = `${request.method} ${rest.join("/")}`;
  const known = routes[action];
  if (known === undefined) return notFound();
  const tenant = world.directory.findTenant(decodeURIComponent(tenantPart));
  const missing = tenant === undefined && !manyTenants.has(tenantPart);
  if (missing || tenant?.suspended === true) return unknownTenant(world, tenantPart);
  return known(world, request, tenantPart);
}

type EntraRoute = (world: World, request: DoorRequest, tenantPart: string) => DoorAnswer | Promise<DoorAnswer>;

function signInRequest(world: World, request: DoorRequest, authority: string) {
  const { door, method, path: pathAndQuery, tenantId, userId } = request.log;
  const facts = { door, method, pathAndQuery, tenantId, userId, grant: "code" as const };
  const { callerAddress } = request;
  return { world, authority, tenant: world.directory.findTenant(authority), callerAddress, facts };
}

const signIn: EntraRoute = (world, request, tenantPart) =>
  authorize({ ...signInRequest(world, request, tenantPart), query: request.query });

const pickedAccount: EntraRoute = (world, request, tenantPart) =>
  logIn(signInRequest(world, request, tenantPart), new URLSearchParams(request.body.toString("utf8")));

const consentAnswer: EntraRoute = (world, request, tenantPart) =>
  answerConsent(signInRequest(world, request, tenantPart), new URLSearchParams(request.body.toString("utf8")));

const consent: EntraRoute = (world, request, tenantPart) =>
  adminConsent(world, request.query, world.directory.findTenant(tenantPart));

const routes: Record<string, EntraRoute> = {
  "GET v2.0/.well-known/openid-configuration": (world, _request, tenant) => openidConfiguration(world, tenant),
  "GET discovery/v2.0/keys": keyDocument,
  "GET v2.0/adminconsent": consent,
  "GET adminconsent": consent,
  "GET oauth2/v2.0/authorize": signIn,
  "POST login": pickedAccount,
  "POST consent/set": consentAnswer,
  "POST oauth2/v2.0/token": (world, request, tenant) =>
    tokenEndpoint(world, request, world.directory.findTenant(tenant)),
};

function unknownTenant(world: World, tenantPart: string): DoorAnswer {
  return aadstsAnswer(world, 90002, {
    message:
      `Tenant '${tenantPart}' not found. Check to make sure you have the correct tenant ID and are signing into the ` +
      "correct cloud. Check with your subscription administrator, this may happen if there are no active " +
      "subscriptions for the tenant.",
  });
}

/** Entra has no RFC 8414 document, no registration endpoint, and nothing at unknown paths. */
function notFound(): DoorAnswer {
  return jsonAnswer(404, {});
}

const oboGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const grants: Record<string, (request: TokenRequest) => Promise<Record<string, unknown>>> = {
  authorization_code: redeemCode,
  refresh_token: renew,
  [oboGrant]: onBehalfOf,
};

/** `POST /{t}/oauth2/v2.0/token`: answers by grant type, refusals in Entra's wire form. */
async function tokenEndpoint(
  world: World,
  request: DoorRequest,
  tenant: TenantRecord | undefined,
): Promise<DoorAnswer> {
  const clientRequestId = header(request, "client-request-id") ?? request.query.get("client-request-id") ?? undefined;
  const origin = header(request, "origin");
  const headers = {
    ...(origin === undefined ? {} : { "access-control-allow-origin": origin }),
    "cache-control": "no-store, no-cache",
    pragma: "no-cache",
    "x-ms-request-id": randomUUID(),
    ...(clientRequestId === undefined ? {} : { "client-request-id": clientRequestId }),
  };
  const { door, method, path: pathAndQuery, tenantId, userId, grant } = request.log;
  try {
    const form = readForm(request);
    const handler = grants[required(form, "grant_type")];
    if (handler === undefined) {
      throw new AadstsRefusal(70003, {
        message: `The app requested an unsupported grant type '${form.get("grant_type")}'.`,
      });
    }
    const { callerAddress } = request;
    const facts = { door, method, pathAndQuery, tenantId, userId, grant };
    return jsonAnswer(200, await handler({ world, form, tenant, origin, callerAddress, facts }), headers);
  } catch (error) {
    if (!(error instanceof AadstsRefusal)) throw error;
    const answer = aadstsAnswer(world, error.number, { correlationId: clientRequestId, ...error.options });
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
}

function readForm(request: DoorRequest): URLSearchParams {
  const type = header(request, "content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded"))
    throw new AadstsRefusal(900144, {
      message: "The request body must contain the following parameter: 'grant_type'.",
    });
  const form = new URLSearchParams(request.body.toString("utf8"));
  const names = [...form.keys()];
  if (new Set(names).size !== names.length)
    throw new AadstsRefusal(9002313, { message: "Invalid request. A parameter is given more than once." });
  return form;
}

const withoutTenant: ReadonlySet<string> = new Set([...manyTenants, "consumers"]);

/** OpenID configuration of a tenant; of common and organizations with the literal `{tenantid}` in the issuer. */
function openidConfiguration(world: World, tenantPart: string): DoorAnswer {
  const { authorityHost } = world.endpoints;
  const tenant = world.directory.findTenant(tenantPart)?.id ?? tenantPart;
  const base = `${authorityHost}/${tenant}`;
  const issuerTenant = withoutTenant.has(tenant) ? "{tenantid}" : tenant;
  return jsonAnswer(200, {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: [
      "client_secret_post",
      "private_key_jwt",
      "client_secret_basic",
      "self_signed_tls_client_auth",
    ],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${authorityHost}/${issuerTenant}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${world.endpoints.graphBaseUrl}/oidc/userinfo`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: [
      "sub",
      "iss",
      "cloud_instance_name",
      "cloud_instance_host_name",
      "cloud_graph_host_name",
      "msgraph_host",
      "aud",
      "exp",
      "iat",
      "auth_time",
      "acr",
      "nonce",
      "preferred_username",
      "name",
      "tid",
      "ver",
      "at_hash",
      "c_hash",
      "email",
    ],
    tenant_region_scope: withoutTenant.has(tenant) ? null : "AS",
    cloud_instance_name: "microsoftonline.com",
    cloud_graph_host_name: "graph.windows.net",
    msgraph_host: new URL(world.endpoints.graphBaseUrl).host,
    rbac_url: "https://pas.windows.net",
  });
}

/** The v2 key document: each key says whose issuer it may sign for. */
function keyDocument(world: World): DoorAnswer {
  const keys = world.keys.published().map((key) => ({
    ...key.publicKey.export({ format: "jwk" }),
    use: "sig",
    kid: key.kid,
    x5t: key.kid,
    issuer: keyIssuer(key, world.endpoints.authorityHost),
  }));
  return jsonAnswer(200, { keys }, { "cache-control": "private, max-age=86400" });
}

/** Instance discovery, as MSAL asks for authorities that it was not told to trust. */
function instanceDiscovery(world: World): DoorAnswer {
  const { authorityHost } = world.endpoints;
  const host = new URL(authorityHost).host;
  return jsonAnswer(200, {
    tenant_discovery_endpoint: `${authorityHost}/common/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
}
