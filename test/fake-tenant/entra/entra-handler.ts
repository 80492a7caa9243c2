import { type DoorAnswer, type DoorRequest, jsonAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { WhoAsks } from "#test/fake-tenant/world/request-log.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { Grant } from "../world/request-log.ts";
import { aadstsAnswer } from "./aadsts.ts";
import { adminConsent } from "./admin-consent.ts";
import { answerConsent, authorize, logIn } from "./authorize.ts";
import { peekClaims } from "./jws.ts";
import { instanceDiscovery, keyDocument, openidConfiguration } from "./metadata.ts";
import { tokenEndpoint } from "./token-endpoint.ts";

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
  "GET v2.0/.well-known/openid-configuration": (world, _request, tenant) => openidConfiguration(world, tenant, "2.0"),
  "GET .well-known/openid-configuration": (world, _request, tenant) => openidConfiguration(world, tenant, "1.0"),
  "GET discovery/v2.0/keys": (world) => keyDocument(world, "2.0"),
  "GET discovery/keys": (world) => keyDocument(world, "1.0"),
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
