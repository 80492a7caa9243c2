import { randomBytes } from "node:crypto";
import { z } from "zod";
import { clusterIssuer } from "#test/fake-tenant/entra/mint-federated-token.ts";
import type { AppRecord } from "#test/fake-tenant/world/apps.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { applicationRules } from "./application-rules.ts";
import { readApplication } from "./application-schema.ts";
import { applyChange, emptyApp } from "./apply-change.ts";
import { badRequest, RegistrationRefusal } from "./registration-refusal.ts";

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
