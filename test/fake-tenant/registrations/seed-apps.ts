import { X509Certificate } from "node:crypto";
import { clouds } from "#common/clouds.ts";
import { catalog } from "#common/tools/catalog.ts";
import { permissionsFor } from "#gateway/registrations/needed-permissions.ts";
import type { RegistrationPlan } from "#gateway/registrations/registration-plan.ts";
import {
  clientApplication,
  type RegistrationRequest,
  registrationRequests,
} from "#gateway/registrations/registration-requests.ts";
import { clusterIssuer } from "#test/fake-tenant/entra/mint-token.ts";
import type { ClientCertificate } from "#test/fake-tenant/world/apps.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { type AdministratorAnswer, type AdministratorRequest, administer } from "./registrations.ts";

/** The registrations of the demo company, whose clients sign in at Entra. */
const plan: RegistrationPlan = {
  cloud: "public",
  ...clouds.public,
  publicUrl: "https://mcp.aozora-coffee.example/mcp",
  tenantId: undefined,
  hasVerifiedDomain: true,
  appIdUri: "https://mcp.aozora-coffee.example/mcp",
  signsInHere: false,
  permissions: permissionsFor(catalog.map(({ name }) => name)),
  credential: { kind: "federated", issuer: clusterIssuer, subject: "system:serviceaccount:m365:worker" },
};

/** For connectors on localhost, at which people sign in. Entra ignores the port of such addresses. */
const signInPlan: RegistrationPlan = { ...plan, publicUrl: "http://localhost:8080/mcp", signsInHere: true };

/** A client of somebody's own, with a secret, and in a browser: what a registration may have that ours don't. */
const otherClient = {
  displayName: "Aozora Chat",
  signInAudience: "AzureADMultipleOrgs",
  publicClient: {
    redirectUris: ["/callback", "/oauth/callback", "/oauth/callback/debug", "/"].flatMap((path) =>
      ["localhost", "127.0.0.1"].map((host) => `http://${host}${path}`),
    ),
  },
  spa: { redirectUris: ["https://app.aozora-coffee.example/signed-in"] },
  web: { redirectUris: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"] },
};

export interface SeededApps {
  /** Client ids: of the generated Client apps, and of a client of somebody's own. */
  publicClient: string;
  signIn: string;
  other: string;
}

/** Credentials of all kinds beside the generated one; a test proves the Server app by each. */
function moreCredentials(objectId: string, { certificatePem }: ClientCertificate): AdministratorRequest[] {
  const key = new X509Certificate(certificatePem).raw.toString("base64");
  const secret = (name: string, more: object = {}) => ({
    method: "POST",
    path: `applications/${objectId}/addPassword`,
    body: { passwordCredential: { displayName: `fake ${name}`, ...more } },
  });
  return [
    secret("server.secret"),
    secret("server.expired", { endDateTime: "2020-01-01T00:00:00Z" }),
    {
      method: "PATCH",
      path: `applications/${objectId}`,
      body: { keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key }] },
    },
  ];
}

/**
 * Registers the apps of the demo company: those that `npm run entra` generates, unedited, and a client of somebody's
 * own. The admins of all tenants have consented to them.
 */
export async function seedApps(world: World, certificate: ClientCertificate): Promise<SeededApps> {
  const [home] = world.directory.tenants.values();
  if (home === undefined) throw new Error("The seed has no tenant to register applications in.");
  const send = (request: AdministratorRequest) => {
    const answer = administer(world, home.id, request);
    if (answer.status >= 400) throw new Error(`${request.method} ${request.path}: ${JSON.stringify(answer.body)}`);
    return answer.body ?? {};
  };
  const kept = await sendRequests(registrationRequests(plan), (request) => ({ status: 200, body: send(request) }));
  const client = (body: object) =>
    String(send({ method: "POST", path: "applications", body: filled(body, kept) }).appId);
  const signIn = client(clientApplication(signInPlan));
  const other = client(otherClient);
  const secret = { method: "POST", path: `applications/${objectIdOf(world, other)}/addPassword` };
  send({ ...secret, body: { passwordCredential: { displayName: "fake client.secret" } } });
  for (const request of moreCredentials(kept.SERVER_OBJECT_ID ?? "", certificate)) send(request);
  for (const app of world.apps.all()) world.consents.trust(app.clientId);
  return { publicClient: kept.CLIENT_APP_ID ?? "", signIn, other };
}

const objectIdOf = (world: World, clientId: string): string => world.apps.find(clientId)?.objectId ?? "";

/** What earlier answers gave, by the names that requests hold it under: `SERVER_APP_ID` and others. */
type Kept = Record<string, string>;

/** A text or a body with what is kept in place of its placeholders. */
export function filled<T>(value: T, kept: Kept): T {
  const text = Object.entries(kept).reduce(
    (one, [name, known]) => one.replaceAll(`{${name}}`, known),
    JSON.stringify(value),
  );
  return JSON.parse(text) as T;
}

/**
 * Sends the requests of a registration one after the other, as the script for the Azure CLI does.
 * @throws when one is refused, with Graph's words
 */
export async function sendRequests(
  requests: readonly RegistrationRequest[],
  send: (request: AdministratorRequest) => Promise<AdministratorAnswer> | AdministratorAnswer,
  kept: Kept = {},
): Promise<Kept> {
  const known = { ...kept };
  for (const { method, path, body, keeps } of requests) {
    const answer = await send(filled({ method, path, body }, known));
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    for (const [name, property] of Object.entries(keeps)) known[name] = String(answer.body?.[property]);
  }
  return known;
}
