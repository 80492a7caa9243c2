import type { KeyObject } from "node:crypto";
import type { Application } from "#test/fake-tenant/registrations/application-schema.ts";

/** Microsoft Graph's application id, the same in every tenant. */
export const graphAppId = "00000003-0000-0000-c000-000000000000";

/** How Entra treats a redirect address: `web` needs a client secret at the token endpoint, `spa` a browser Origin. */
export type RedirectPlatform = "publicClient" | "web" | "spa";

/** A certificate with its key, as whoever proves an application has it. */
export interface ClientCertificate {
  /** SHA-256 of the DER certificate in hex, as the portal shows it and MSAL wants it. */
  thumbprintSha256: string;
  certificatePem: string;
  privateKeyPem: string;
}

interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
  publicKey: KeyObject;
}

/** A registered application. */
export interface AppRecord {
  objectId: string;
  clientId: string;
  /** The tenant in which it is registered. */
  homeTenantId: string;
  displayName: string;
  /** The registration as Graph took it, with all changes since. */
  application: Application;
  redirectUris: { uri: string; platform: RedirectPlatform }[];
  secrets: { value: string; expired: boolean }[];
  certificates: Omit<ClientCertificate, "privateKeyPem">[];
  /** Outside issuers (Kubernetes, a managed identity) whose tokens prove the application. */
  federatedCredentials: FederatedCredential[];
  /** The application's tokens and the prefix of its scopes carry one of these. */
  identifierUris: string[];
}

/** An application that others ask for tokens for. */
export interface ServerApp extends AppRecord {
  scopeName: string;
}

/** The applications of the fake cloud: none at the start. */
export function createApps() {
  const apps: AppRecord[] = [];
  const principals = new Set<string>();
  const scopeOf = ({ application }: AppRecord) => application.api?.oauth2PermissionScopes?.find((one) => one.isEnabled);
  const findServer = (): ServerApp | undefined => {
    const app = apps.findLast((one) => scopeOf(one) !== undefined);
    // The record itself, so that what changes it changes this too.
    return app && Object.assign(app, { scopeName: scopeOf(app)?.value ?? "" });
  };
  return {
    all: (): readonly AppRecord[] => apps,
    add(app: AppRecord) {
      apps.push(app);
    },
    /** By its client id. */
    find: (clientId: string) => apps.find((app) => app.clientId === clientId),
    findByObjectId: (objectId: string) => apps.find((app) => app.objectId === objectId),
    /** The newest application with a scope. */
    findServer,
    /** The same. @throws when there is none */
    get server() {
      const server = findServer();
      if (server === undefined) throw new Error("The fake cloud has no application with a scope: register one first.");
      return server;
    },
    /** Those without a scope, oldest first. */
    clients: () => apps.filter((app) => scopeOf(app) === undefined),
    /** Whether a tenant has the enterprise application of an app: made by a request, or by a consent. */
    hasPrincipal: (tenantId: string, clientId: string) => principals.has(`${tenantId} ${clientId}`),
    addPrincipal(tenantId: string, clientId: string) {
      principals.add(`${tenantId} ${clientId}`);
    },
  };
}
