import { compactVerify, errors } from "jose";
import { challengeFor } from "#test/fake-tenant/world/consents.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";
import { authenticateServer } from "./client-authentication.ts";
import {
  clientInfo,
  currentKey,
  graphTokenClaims,
  idTokenClaims,
  opaqueToken,
  peekClaims,
  signToken,
} from "./issue-tokens.ts";
import { checkAudience, unknownClient } from "./known-client.ts";
import { readScopes } from "./scopes.ts";
import { applyScriptedRefusal, checkAccount, checkLocation, required, type TokenRequest } from "./token-request.ts";

const clockSkewSeconds = 300;
const ordinaryLifetimeSeconds = 4200;
const continuousAccessLifetimeSeconds = 86_400;

/**
 * The on-behalf-of exchange. The order of refusals is Entra's: client 700016, credential 7000215/7000222/700027 (401),
 * assertion 50013/500133, audience 500131, its scope, its tenant, scripted rules, 50173, 50105, 65001/70011.
 */
export async function onBehalfOf(request: TokenRequest): Promise<Record<string, unknown>> {
  const { world, form, tenant } = request;
  const server = world.apps.findServer();
  if (tenant === undefined)
    throw new AadstsRefusal(50013, {
      message: "Assertion failed: on-behalf-of needs the tenant of the assertion in the authority.",
    });
  if (server === undefined || required(form, "client_id") !== server.clientId)
    throw unknownClient(form.get("client_id") ?? "", tenant.displayName);
  checkAudience(server, tenant);
  await authenticateServer(world, server, form, tenant.id);
  if (form.get("requested_token_use") !== "on_behalf_of") {
    throw new AadstsRefusal(900144, {
      message: "The request body must contain the following parameter: 'requested_token_use'.",
    });
  }
  const assertion = await verifyAssertion(world, required(form, "assertion"));
  if (assertion.tid !== tenant.id) {
    throw new AadstsRefusal(50013, {
      message:
        "Assertion failed signature validation. [Reason - The assertion was issued by tenant " +
        `'${String(assertion.tid)}', not by '${tenant.id}'.]`,
    });
  }
  const user = world.directory.findUser(tenant.id, String(assertion.oid));
  if (user === undefined)
    throw new AadstsRefusal(50013, { message: "Assertion failed: the user is not in the tenant." });
  applyScriptedRefusal(world, request.facts, "obo");
  const signedInAt = Number(assertion.iat);
  checkLocation(world, tenant.id, request.callerAddress);
  checkConditionalAccess(world, user, assertion);
  checkAccount(tenant, user, signedInAt);
  const scopes = readScopes(world, required(form, "scope"));
  if (scopes.resource !== "graph") throw new AadstsRefusal(65001);
  const granted = world.grants.effective(tenant.id, user.id);
  checkConsent(scopes.names, granted);
  const answer = await graphTokens(request, {
    user: swappedUser(world, user),
    signedInAt,
    scopes,
    continuousAccess: declaresCp1(form) && tenant.continuousAccess,
  });
  world.log.counters.oboSuccesses += 1;
  return answer;
}

/** Signature by a published work key, time, audience and the delegated scope, in that order. */
async function verifyAssertion(world: World, assertion: string): Promise<Record<string, unknown>> {
  try {
    await compactVerify(
      assertion,
      ({ kid }) => {
        const key = world.keys.find(kid ?? "");
        if (key === undefined || key.audience !== "work") throw new errors.JWKSNoMatchingKey();
        return key.publicKey;
      },
      { algorithms: ["RS256"] },
    );
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new AadstsRefusal(50013, {
      message: "Assertion failed signature validation. [Reason - The key was not found.]",
    });
  }
  const claims = peekClaims(assertion) ?? {};
  const now = nowSeconds(world);
  const { exp, nbf, aud, scp } = claims;
  if (
    typeof exp !== "number" ||
    exp <= now - clockSkewSeconds ||
    (typeof nbf === "number" && nbf > now + clockSkewSeconds)
  ) {
    throw new AadstsRefusal(500133);
  }
  const { server } = world.apps;
  if (aud !== server.clientId && !server.identifierUris.includes(String(aud))) {
    throw new AadstsRefusal(500131, {
      message:
        "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion " +
        `was '${String(aud)}' and the expected audience is '${server.clientId}' or one of the Application Uris of ` +
        `this application with App ID '${server.clientId}'.`,
    });
  }
  if (
    !String(scp ?? "")
      .split(" ")
      .includes(server.scopeName)
  ) {
    throw new AadstsRefusal(50013, { message: "Assertion failed: it carries no delegated scope of this application." });
  }
  return claims;
}

/** A policy is met by an assertion whose sign-in was asked for it, by the `claims` of the challenge. */
function checkConditionalAccess(world: World, user: UserRecord, assertion: Record<string, unknown>): void {
  const unmet = world.policies.unmet(user, assertion);
  if (unmet !== undefined) throw new AadstsRefusal(unmet.aadsts, { claims: challengeFor(unmet) });
}

function checkConsent(names: readonly string[], granted: readonly string[]): void {
  const missing = names.includes(".default") ? granted.length === 0 : names.some((name) => !granted.includes(name));
  if (missing) throw new AadstsRefusal(65001);
}

function declaresCp1(form: URLSearchParams): boolean {
  return /"xms_cc"[^}]*"cp1"/i.test(form.get("claims") ?? "");
}

function swappedUser(world: World, user: UserRecord): UserRecord {
  const swap = world.oboSwaps.take();
  return (swap === undefined ? undefined : world.directory.users.get(swap)) ?? user;
}

async function graphTokens(
  { world, form }: TokenRequest,
  grant: { user: UserRecord; signedInAt: number; scopes: ReturnType<typeof readScopes>; continuousAccess: boolean },
): Promise<Record<string, unknown>> {
  const { user, scopes, continuousAccess } = grant;
  const granted = world.grants.effective(user.tenantId, user.id);
  const lifetimeSeconds = continuousAccess ? continuousAccessLifetimeSeconds : ordinaryLifetimeSeconds;
  const key = currentKey(world);
  const claims = graphTokenClaims(world, user, {
    scopes: granted,
    continuousAccess,
    lifetimeSeconds,
    signedInAtSeconds: grant.signedInAt,
  });
  const accessToken = await signToken(key, claims);
  const prefix = scopes.prefix === "" ? "" : `${scopes.prefix}/`;
  const echo = scopes.names.includes(".default") ? [".default"] : [];
  const wantsRefresh = scopes.oidc.includes("offline_access");
  return {
    token_type: "Bearer",
    scope: [...granted, ...echo].map((name) => prefix + name).join(" "),
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    ...(continuousAccess ? { refresh_in: lifetimeSeconds / 2 } : {}),
    access_token: world.behaviour.graphTokens === "opaque" ? opaqueToken(accessToken) : accessToken,
    ...(wantsRefresh
      ? {
          refresh_token: world.signIns.addRefresh({
            clientId: world.apps.server.clientId,
            platform: undefined,
            tenantId: user.tenantId,
            userId: user.id,
            scope: form.get("scope") ?? "",
            claims: null,
            signedInAtSeconds: grant.signedInAt,
          }),
        }
      : {}),
    ...(scopes.oidc.includes("openid")
      ? { id_token: await signToken(key, idTokenClaims(world, user, world.apps.server.clientId, null)) }
      : {}),
    ...(form.get("client_info") === "1" ? { client_info: clientInfo(user) } : {}),
  };
}
