import { createHash } from "node:crypto";
import type { AppRecord } from "#test/fake-tenant/world/apps.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { CodeGrant, RefreshGrant } from "#test/fake-tenant/world/sign-ins.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";
import { authenticateClient } from "./client-authentication.ts";
import { clientInfo, currentKey, idTokenClaims, issuedClaims, serverTokenClaims, signToken } from "./issue-tokens.ts";
import { knownClient, platformOf } from "./known-client.ts";
import { checkResourceParameter, checkTokenForItself, claimsOfToken, readScopes } from "./scopes.ts";
import { applyScriptedRefusal, checkAccount, checkLocation, required, type TokenRequest } from "./token-request.ts";

/** Redeems an authorization code: once, by its client, from its redirect address, with its PKCE verifier. */
export async function redeemCode(request: TokenRequest): Promise<Record<string, unknown>> {
  const { world, form } = request;
  const client = clientOf(request);
  const redirectUri = required(form, "redirect_uri");
  const code = world.signIns.code(required(form, "code"));
  authenticateClient(client, platformOf(client, redirectUri), form, request.origin);
  if (code === undefined || code.clientId !== client.clientId || code.redirectUri !== redirectUri)
    throw new AadstsRefusal(70000);
  if (world.directory.findTenant(code.authority) !== request.tenant) throw new AadstsRefusal(700005);
  if (code.used) throw new AadstsRefusal(54005);
  if (code.expiresAtSeconds <= nowSeconds(world)) throw new AadstsRefusal(70008);
  checkVerifier(code, form.get("code_verifier"));
  code.used = true;
  return userTokens(request, "code", { client, ...code, scope: form.get("scope") ?? code.scope });
}

/** Renews tokens; each answer brings a new refresh token and the old one keeps working, as in Entra. */
export async function renew(request: TokenRequest): Promise<Record<string, unknown>> {
  const { world, form } = request;
  const client = clientOf(request);
  const grant = world.signIns.refresh(required(form, "refresh_token"));
  if (grant === undefined || grant.clientId !== client.clientId) throw new AadstsRefusal(70000);
  if (request.tenant !== undefined && request.tenant.id !== grant.tenantId) throw new AadstsRefusal(70000);
  authenticateClient(client, grant.platform, form, request.origin);
  return userTokens(request, "refresh", { client, ...grant, scope: form.get("scope") ?? grant.scope, nonce: null });
}

const clientOf = ({ world, form, tenant }: TokenRequest): AppRecord =>
  knownClient(world, required(form, "client_id"), tenant);

function checkVerifier(code: CodeGrant, verifier: string | null): void {
  if (code.codeChallenge === null && verifier === null) return;
  const challenge = createHash("sha256")
    .update(verifier ?? "")
    .digest("base64url");
  if (challenge !== code.codeChallenge) throw new AadstsRefusal(501481);
}

interface Issue extends Omit<RefreshGrant, "clientId"> {
  client: AppRecord;
  nonce: string | null;
}

async function userTokens(
  request: TokenRequest,
  grant: "code" | "refresh",
  issue: Issue,
): Promise<Record<string, unknown>> {
  const { world, form } = request;
  const tenant = world.directory.tenants.get(issue.tenantId);
  const user = world.directory.users.get(issue.userId);
  if (tenant === undefined || user === undefined) throw new AadstsRefusal(70000);
  const scopes = readScopes(world, issue.scope);
  checkResourceParameter(world, form.get("resource"), scopes);
  applyScriptedRefusal(world, { ...request.facts, tenantId: tenant.id, userId: user.id }, grant);
  checkLocation(world, tenant.id, request.callerAddress);
  checkAccount(tenant, user, issue.signedInAtSeconds);
  if (!world.consents.has(tenant.id, issue.client.clientId, user.id)) throw new AadstsRefusal(65001);
  checkTokenForItself(world, issue.client.clientId, scopes, grant);
  if (scopes.resource !== "server") throw new AadstsRefusal(65001);
  const key = currentKey(world);
  const claims = issuedClaims(world, user, {
    ...serverTokenClaims(world, user, issue.client.clientId),
    azpacr: form.has("client_secret") ? "1" : "0",
    ...claimsOfToken(issue.claims, form.get("claims")),
  });
  const scopeName = `${scopes.prefix}/${world.apps.server.scopeName}`;
  return {
    token_type: "Bearer",
    scope: [scopeName, ...scopes.oidc.filter((name) => name !== "offline_access")].join(" "),
    expires_in: 4499,
    ext_expires_in: 4499,
    access_token: await signToken(key, claims),
    ...(scopes.oidc.includes("offline_access") ? { refresh_token: refreshToken(world, issue) } : {}),
    ...(scopes.oidc.includes("openid")
      ? { id_token: await signToken(key, idTokenClaims(world, user, issue.client.clientId, issue.nonce)) }
      : {}),
    ...(form.get("client_info") === "1" ? { client_info: clientInfo(user as UserRecord) } : {}),
  };
}

function refreshToken(world: World, { client, ...issue }: Issue): string {
  const { platform, tenantId, userId, scope, claims, signedInAtSeconds } = issue;
  const { clientId } = client;
  return world.signIns.addRefresh({ clientId, platform, tenantId, userId, scope, claims, signedInAtSeconds });
}
