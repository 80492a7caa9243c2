import type { KeyObject } from "node:crypto";
import { guidFrom } from "./guid.ts";

/** Microsoft Graph's application id, the same in every tenant. */
export const graphAppId = "00000003-0000-0000-c000-000000000000";

/** How Entra treats a redirect address: `web` needs a client secret at the token endpoint, `spa` a browser Origin. */
export type RedirectPlatform = "publicClient" | "web" | "spa";

export interface ClientCertificate {
  /** SHA-256 of the DER certificate in hex, as the portal shows it and MSAL wants it. */
  thumbprintSha256: string;
  certificatePem: string;
  privateKeyPem: string;
}

export interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
  publicKey: KeyObject;
}

export interface ServerApp {
  clientId: string;
  displayName: string;
  /** None, but for operators who sign people in with the Server app itself. */
  redirectUris: ClientApp["redirectUris"];
  secrets: { value: string; expired: boolean }[];
  certificates: ClientCertificate[];
  /** Outside issuers (Kubernetes, a managed identity) whose tokens prove the application. */
  federatedCredentials: FederatedCredential[];
  /** The application's tokens and the prefix of its scopes carry one of these. */
  identifierUris: string[];
  scopeName: string;
}

export interface ClientApp {
  clientId: string;
  displayName: string;
  /** Null: a client without one, to whom a secret is never right. */
  secret: string | null;
  redirectUris: { uri: string; platform: RedirectPlatform }[];
}

export interface Apps {
  server: ServerApp;
  clients: Map<string, ClientApp>;
  /** Who may ask for codes: the clients, and the Server app for itself. */
  findClient(clientId: string): ClientApp | undefined;
}

const loopbackPaths = ["/callback", "/oauth/callback", "/oauth/callback/debug", "/"];

const hostedCallbacks = ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"];

/**
 * The registrations that the connector's admin guide asks for: server, client, and a client that has no secret.
 */
export function createApps(certificate: ClientCertificate, federation: { issuer: string; publicKey: KeyObject }): Apps {
  const server: ServerApp = {
    clientId: guidFrom("app:m365-connector-server"),
    displayName: "M365 Connector Server",
    redirectUris: [],
    secrets: [
      { value: "fake~server.secret-0123456789abcdef", expired: false },
      { value: "fake~server.expired-0123456789abcdef", expired: true },
    ],
    certificates: [certificate],
    federatedCredentials: [
      {
        issuer: federation.issuer,
        subject: "system:serviceaccount:m365:worker",
        audience: "api://AzureADTokenExchange",
        publicKey: federation.publicKey,
      },
    ],
    identifierUris: [],
    scopeName: "access_as_user",
  };
  const loopbackRedirects = loopbackPaths.flatMap((path) =>
    ["localhost", "127.0.0.1"].map((host) => ({ uri: `http://${host}${path}`, platform: "publicClient" as const })),
  );
  server.identifierUris.push(`api://${server.clientId}`, "https://mcp.aozora-coffee.example/mcp");
  const client: ClientApp = {
    clientId: guidFrom("app:m365-connector-client"),
    displayName: "M365 Connector Client",
    secret: "fake~client.secret-0123456789abcdef",
    redirectUris: [
      ...loopbackRedirects,
      ...hostedCallbacks.map((uri) => ({ uri, platform: "web" as const })),
      { uri: "https://app.aozora-coffee.example/signed-in", platform: "spa" },
    ],
  };
  const publicClient: ClientApp = {
    clientId: guidFrom("app:m365-connector-public-client"),
    displayName: "M365 Connector Public Client",
    secret: null,
    redirectUris: [...loopbackRedirects, ...hostedCallbacks.map((uri) => ({ uri, platform: "publicClient" as const }))],
  };
  const clients = new Map([client, publicClient].map((app) => [app.clientId, app]));
  const findClient = (clientId: string) =>
    clientId === server.clientId ? { ...server, secret: server.secrets[0]?.value ?? null } : clients.get(clientId);
  return { server, clients, findClient };
}
