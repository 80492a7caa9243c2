import { type DoorAnswer, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import { keyIssuer } from "#test/fake-tenant/world/signing-keys.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

const manyTenants: ReadonlySet<string> = new Set(["common", "organizations", "consumers"]);

/** OpenID configuration of a tenant; of common and organizations with the literal `{tenantid}` in the issuer. */
export function openidConfiguration(world: World, tenantPart: string, version: "1.0" | "2.0"): DoorAnswer {
  const { authorityHost } = world.endpoints;
  const tenant = world.directory.findTenant(tenantPart)?.id ?? tenantPart;
  const base = `${authorityHost}/${tenant}`;
  const issuerTenant = manyTenants.has(tenant) ? "{tenantid}" : tenant;
  const v2 = version === "2.0";
  const path = v2 ? "oauth2/v2.0" : "oauth2";
  return jsonAnswer(200, {
    token_endpoint: `${base}/${path}/token`,
    token_endpoint_auth_methods_supported: [
      "client_secret_post",
      "private_key_jwt",
      "client_secret_basic",
      "self_signed_tls_client_auth",
    ],
    jwks_uri: v2 ? `${base}/discovery/v2.0/keys` : `${authorityHost}/common/discovery/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: v2 ? `${authorityHost}/${issuerTenant}/v2.0` : `https://sts.windows.net/${issuerTenant}/`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${world.endpoints.graphBaseUrl}/oidc/userinfo`,
    authorization_endpoint: `${base}/${path}/authorize`,
    device_authorization_endpoint: `${base}/${path}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/${path}/logout`,
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
    tenant_region_scope: manyTenants.has(tenant) ? null : "AS",
    cloud_instance_name: "microsoftonline.com",
    cloud_graph_host_name: "graph.windows.net",
    msgraph_host: new URL(world.endpoints.graphBaseUrl).host,
    rbac_url: "https://pas.windows.net",
  });
}

/** The v2 key document: each key says whose issuer it may sign for. */
export function keyDocument(world: World, version: "1.0" | "2.0"): DoorAnswer {
  const keys = world.keys.published().map((key) => ({
    ...key.publicKey.export({ format: "jwk" }),
    use: "sig",
    kid: key.kid,
    x5t: key.kid,
    ...(version === "2.0" ? { issuer: keyIssuer(key, world.endpoints.authorityHost) } : {}),
  }));
  return jsonAnswer(200, { keys }, { "cache-control": "private, max-age=86400" });
}

/** Instance discovery, as MSAL asks for authorities that it was not told to trust. */
export function instanceDiscovery(world: World): DoorAnswer {
  const { authorityHost } = world.endpoints;
  const host = new URL(authorityHost).host;
  return jsonAnswer(200, {
    tenant_discovery_endpoint: `${authorityHost}/common/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
}
