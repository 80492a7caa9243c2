import type { ClientProfile } from "./client-profiles.ts";

/** What a client finds out from the MCP address alone. */
export interface Discovered {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  registrationEndpoint: string;
  /** RFC 9728: what tokens are asked for. */
  resource: string;
  resourceScopes: string[];
  /** Scopes of the authorization server too. */
  scopes: string[];
  /** RFC 9207: every answer says by `iss` who gives it. */
  sendsIssuer: boolean;
  /** The URL of a document may be the client_id. */
  readsDocuments: boolean;
}

async function json(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
  return (await response.json()) as Record<string, unknown>;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** RFC 8414 3.1: the well-known part comes before the issuer's path. */
const metadataOf = (issuer: string): string => {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname === "/" ? "" : pathname}`;
};

/**
 * From the address to the endpoints: the 401, the protected resource's metadata, the authorization server's. As strict
 * as the strictest client: the resource is the address itself, and the issuer the one that was asked for.
 */
export async function discover(mcpUrl: string, { finds }: Pick<ClientProfile, "finds"> = {}): Promise<Discovered> {
  const refusal = await fetch(mcpUrl, { method: "POST" });
  const challenge = refusal.headers.get("www-authenticate") ?? "";
  const [, address] = /resource_metadata="([^"]*)"/.exec(challenge) ?? [];
  if (refusal.status !== 401 || address === undefined)
    throw new Error(`No challenge from ${mcpUrl}: ${refusal.status}.`);
  const resource = await json(address);
  const [issuer = ""] = texts(resource.authorization_servers);
  if (resource.resource !== mcpUrl) throw new Error(`The resource of ${mcpUrl} is ${String(resource.resource)}.`);
  const server = await json(metadataOf(issuer));
  if (server.issuer !== issuer) throw new Error(`The metadata of ${issuer} are those of ${String(server.issuer)}.`);
  const root = (name: string) => new URL(`/${name}`, mcpUrl).href;
  const isAtRoot = finds === "atRoot";
  return {
    issuer,
    authorizationEndpoint: isAtRoot ? root("authorize") : String(server.authorization_endpoint),
    tokenEndpoint: isAtRoot ? root("token") : String(server.token_endpoint),
    registrationEndpoint: isAtRoot ? root("register") : String(server.registration_endpoint),
    resource: String(resource.resource),
    resourceScopes: texts(resource.scopes_supported),
    scopes: texts(server.scopes_supported),
    sendsIssuer: server.authorization_response_iss_parameter_supported === true,
    readsDocuments: server.client_id_metadata_document_supported === true,
  };
}
