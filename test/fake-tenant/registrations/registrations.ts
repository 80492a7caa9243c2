import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { z } from "zod";
import { clusterIssuer } from "#test/fake-tenant/entra/mint-token.ts";
import type { AppRecord, RedirectPlatform } from "#test/fake-tenant/world/apps.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { applicationRules } from "./application-rules.ts";
import {
  type Application,
  type ApplicationBody,
  badRequest,
  RegistrationRefusal,
  readApplication,
} from "./application-schema.ts";

/** A request to Graph about applications, by an administrator of a tenant. */
export interface AdministratorRequest {
  method: string;
  /** Below `/v1.0/`. */
  path: string;
  body: unknown;
}

export interface AdministratorAnswer {
  status: number;
  /** Undefined with 204. */
  body?: Record<string, unknown>;
}

const passwordBody = z.strictObject({
  passwordCredential: z.strictObject({ displayName: z.string().optional(), endDateTime: z.iso.datetime().optional() }),
});
const federatedBody = z.strictObject({
  name: z.string().regex(/^[\w-]{3,120}$/),
  issuer: z.url({ protocol: /^https$/ }),
  subject: z.string().min(1).max(600),
  audiences: z.tuple([z.string()]),
});
const principalBody = z.strictObject({ appId: z.guid() });

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw badRequest(`Invalid property '${parsed.error.issues[0]?.path.join(".") ?? ""}'.`);
}

/** The same name gives the same id on each run; a second app of that name has another. */
function newIds(world: World, displayName: string) {
  const slug = displayName
    .replace(/\s*\(.*\)$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  const same = world.apps.all().filter(({ displayName: name }) => name === displayName).length;
  const name = `app:${slug}${same === 0 ? "" : `:${same}`}`;
  const clientId = guidFrom(name);
  const isTaken = world.apps.find(clientId) !== undefined;
  return {
    clientId: isTaken ? guidFrom(`${name}:${displayName}`) : clientId,
    objectId: guidFrom(`object:${displayName}:${same}`),
  };
}

function judge(world: World, request: { body: unknown; present: AppRecord | undefined; homeTenantId: string }) {
  const body = readApplication(request.body, request.present === undefined);
  for (const rule of applicationRules) rule({ ...request, world, body });
  return body;
}

/** https://learn.microsoft.com/graph/api/application-addpassword. A name `fake …` gives a secret that tests know. */
function addSecret(world: World, app: AppRecord, body: unknown): AdministratorAnswer {
  const { passwordCredential } = read(passwordBody, body);
  const { displayName = "", endDateTime } = passwordCredential;
  const isKnown = displayName.startsWith("fake ");
  const value = isKnown
    ? `fake~${displayName.slice(5)}-0123456789abcdef`
    : `fake~${randomBytes(24).toString("base64url")}`;
  app.secrets.push({ value, expired: endDateTime !== undefined && Date.parse(endDateTime) <= world.now() });
  return { status: 200, body: { displayName, endDateTime, secretText: value } };
}

/**
 * https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials; issuer and subject together are
 * unique in an app: .../entra/workload-id/workload-identity-federation-considerations
 */
function addFederatedCredential(world: World, app: AppRecord, body: unknown): AdministratorAnswer {
  const { issuer, subject, audiences } = read(federatedBody, body);
  // Entra fetches an issuer's keys when it meets a token; the fake knows one issuer.
  const { publicKey } = issuer === clusterIssuer ? world.keys.cluster() : world.keys.unknown();
  const isThere = app.federatedCredentials.some((one) => one.issuer === issuer && one.subject === subject);
  if (isThere) throw badRequest("FederatedIdentityCredential with the same issuer and subject already exists.");
  app.federatedCredentials.push({ issuer, subject, audience: audiences[0], publicKey });
  return { status: 201, body: { issuer, subject, audiences } };
}

function route(world: World, homeTenantId: string, { method, path, body }: AdministratorRequest): AdministratorAnswer {
  const [, objectId = "", action = ""] = /^applications\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const [, appId = ""] = /^applications\(appId='([^']+)'\)$/.exec(path) ?? [];
  const app = world.apps.findByObjectId(objectId) ?? world.apps.find(appId);
  const place = `${method} ${path.replace(objectId || "\0", "{id}")}`;
  if (place === "POST applications") {
    const accepted = judge(world, { body, present: undefined, homeTenantId });
    const made = emptyApp({ ...newIds(world, accepted.displayName ?? ""), homeTenantId });
    applyChange(made, accepted);
    world.apps.add(made);
    return { status: 201, body: { ...made.application, id: made.objectId, appId: made.clientId } };
  }
  if (place === "POST servicePrincipals") {
    // https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
    const { appId } = read(principalBody, body);
    if (world.apps.find(appId) === undefined) {
      throw badRequest(`The appId '${appId}' of the service principal does not reference a valid application object.`);
    }
    if (world.apps.hasPrincipal(homeTenantId, appId)) {
      throw new RegistrationRefusal("Request_MultipleObjectsWithSameKeyValue", "The service principal exists.", 409);
    }
    world.apps.addPrincipal(homeTenantId, appId);
    return { status: 201, body: { appId } };
  }
  if (app === undefined) {
    throw new RegistrationRefusal("Request_ResourceNotFound", `Resource '${objectId || path}' does not exist.`, 404);
  }
  // https://learn.microsoft.com/graph/api/application-get
  if (method === "GET" && action === "") {
    return { status: 200, body: { ...app.application, id: app.objectId, appId: app.clientId } };
  }
  if (method === "PATCH" && action === "") {
    applyChange(app, judge(world, { body, present: app, homeTenantId: app.homeTenantId }));
    return { status: 204 };
  }
  if (method === "POST" && action === "addPassword") return addSecret(world, app, body);
  if (method === "POST" && action === "federatedIdentityCredentials") return addFederatedCredential(world, app, body);
  throw new RegistrationRefusal("Request_BadRequest", `The fake does not know ${method} ${path}.`, 404);
}

/** What Graph answers to an administrator of a tenant who registers applications. Refusals are answers, too. */
export function administer(world: World, tenantId: string, request: AdministratorRequest): AdministratorAnswer {
  try {
    return route(world, tenantId, request);
  } catch (error) {
    if (!(error instanceof RegistrationRefusal)) throw error;
    return { status: error.status, body: { error: { code: error.code, message: error.message } } };
  }
}

const platforms: readonly RedirectPlatform[] = ["publicClient", "web", "spa"];

/** Makes a change that the rules allow. Parts of `api` that a request leaves out stay as they are. */
function applyChange(app: AppRecord, { keyCredentials, ...body }: ApplicationBody): void {
  const { application } = app;
  const api = body.api === undefined ? application.api : { ...application.api, ...body.api };
  Object.assign(application, body, api === undefined ? {} : { api });
  app.displayName = application.displayName;
  if (body.identifierUris !== undefined) replace(app.identifierUris, body.identifierUris);
  if (keyCredentials !== undefined) replace(app.certificates, keyCredentials.map(readCertificate));
  for (const platform of platforms) {
    const given = body[platform]?.redirectUris;
    if (given === undefined) continue;
    const others = app.redirectUris.filter((one) => one.platform !== platform);
    replace(app.redirectUris, [...others, ...given.map((uri) => ({ uri, platform }))]);
  }
}

/** An application with nothing in it, as the answer to its first request is made from. */
function emptyApp(ids: Pick<AppRecord, "objectId" | "clientId" | "homeTenantId">): AppRecord {
  const application: Application = {
    displayName: "",
    signInAudience: "AzureADMultipleOrgs",
    requiredResourceAccess: [],
  };
  return {
    ...ids,
    displayName: "",
    application,
    redirectUris: [],
    secrets: [],
    certificates: [],
    federatedCredentials: [],
    identifierUris: [],
  };
}

function replace<T>(list: T[], items: readonly T[]): void {
  list.splice(0, list.length, ...items);
}

/** https://learn.microsoft.com/graph/api/resources/keycredential */
function readCertificate({ key }: { key: string }): AppRecord["certificates"][number] {
  try {
    const certificate = new X509Certificate(Buffer.from(key, "base64"));
    return {
      thumbprintSha256: createHash("sha256").update(certificate.raw).digest("hex"),
      certificatePem: certificate.toString(),
    };
  } catch {
    throw new RegistrationRefusal("KeyCredentialsInvalidX509Cert", "Key credential is not a valid X509 certificate.");
  }
}
