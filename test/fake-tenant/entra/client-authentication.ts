import { createPublicKey } from "node:crypto";
import { compactVerify, decodeProtectedHeader, errors } from "jose";
import type { AppRecord, RedirectPlatform, ServerApp } from "#test/fake-tenant/world/apps.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";
import { peekClaims } from "./issue-tokens.ts";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Proves the Server app by secret, by certificate (private_key_jwt, PS256 or RS256) or by an outside issuer; refuses
 * with 401.
 */
export async function authenticateServer(
  world: World,
  app: ServerApp,
  form: URLSearchParams,
  tenantId: string,
): Promise<void> {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  if (secret !== null) {
    checkSecret(app, secret);
    return;
  }
  if (assertion === null) throw new AadstsRefusal(7000218);
  if (form.get("client_assertion_type") !== assertionType) throw new AadstsRefusal(9002313);
  if (headerOf(assertion)["x5t#S256"] === undefined) await checkFederatedAssertion(world, app, assertion);
  else await checkAssertion(world, app, assertion, tenantId);
}

function checkSecret(app: AppRecord, secret: string): void {
  const known = app.secrets.find(({ value }) => value === secret);
  if (known === undefined) {
    throw new AadstsRefusal(7000215, {
      message:
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not " +
        `the client secret ID, for a secret added to app '${app.clientId}'.`,
    });
  }
  if (known.expired) {
    throw new AadstsRefusal(7000222, {
      message: `The provided client secret keys for app '${app.clientId}' are expired.`,
    });
  }
}

async function checkAssertion(world: World, app: ServerApp, assertion: string, tenantId: string): Promise<void> {
  const header = headerOf(assertion);
  const thumbprint = Buffer.from(String(header["x5t#S256"]), "base64url").toString("hex");
  const certificate = app.certificates.find(({ thumbprintSha256 }) => thumbprintSha256 === thumbprint);
  if (certificate === undefined) {
    throw new AadstsRefusal(700027, {
      message:
        "The certificate with identifier used to sign the client assertion is not registered on application. " +
        "[Reason - The key was not found.]",
    });
  }
  try {
    await compactVerify(assertion, createPublicKey(certificate.certificatePem), { algorithms: ["PS256", "RS256"] });
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new AadstsRefusal(700027, {
      message:
        "Client assertion failed signature validation. [Reason - The key was found, but use of the key to verify " +
        "the signature failed.]",
    });
  }
  checkAssertionClaims(world, app, peekClaims(assertion) ?? {}, tenantId);
}

function headerOf(assertion: string): Record<string, unknown> {
  try {
    return { ...decodeProtectedHeader(assertion) };
  } catch {
    throw new AadstsRefusal(9002313);
  }
}

function checkAssertionClaims(world: World, app: ServerApp, claims: Record<string, unknown>, tenantId: string): void {
  const now = nowSeconds(world);
  const { exp, nbf, iss, sub, aud } = claims;
  if (typeof exp !== "number" || exp < now - 300 || (typeof nbf === "number" && nbf > now + 300)) {
    throw new AadstsRefusal(700024);
  }
  const { authorityHost } = world.endpoints;
  const domain = world.directory.tenants.get(tenantId)?.domain;
  const audiences = [tenantId, domain].flatMap((part) => [
    `${authorityHost}/${part}/oauth2/v2.0/token`,
    `${authorityHost}/${part}/v2.0`,
  ]);
  if (iss !== app.clientId || sub !== app.clientId || !audiences.includes(String(aud))) {
    throw new AadstsRefusal(700027, { message: "Client assertion contains an invalid issuer, subject or audience." });
  }
}

/**
 * Proves the client application as the platform of its redirect address asks for it, by
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow: `web` by a secret, `spa` by the Origin
 * of a browser; public clients and single-page apps "must not use secrets". An Origin is for single-page apps alone.
 */
export function authenticateClient(
  app: AppRecord,
  platform: RedirectPlatform | undefined,
  form: URLSearchParams,
  origin: string | undefined,
): void {
  const secret = form.get("client_secret");
  if (platform === "spa" && origin === undefined) throw new AadstsRefusal(9002327);
  if (platform !== "spa" && origin !== undefined) throw new AadstsRefusal(9002326);
  if (platform !== "web" && (secret !== null || form.has("client_assertion"))) throw new AadstsRefusal(700025);
  if (platform === "web" && secret === null) throw new AadstsRefusal(7000218);
  if (platform === "web" && secret !== null) checkSecret(app, secret);
}

/**
 * Proves the Server app by a token of an outside issuer: issuer 700211, audience 700212, subject 700213, signature
 * 700027, time 700024.
 */
async function checkFederatedAssertion(world: World, app: ServerApp, assertion: string): Promise<void> {
  const { iss, sub, aud, exp } = peekClaims(assertion) ?? {};
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  const ofIssuer = app.federatedCredentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) throw new AadstsRefusal(700211);
  const ofAudience = ofIssuer.filter(({ audience }) => audiences.includes(audience));
  if (ofAudience.length === 0) throw new AadstsRefusal(700212);
  const credential = ofAudience.find(({ subject }) => subject === sub);
  if (credential === undefined) throw new AadstsRefusal(700213);
  try {
    await compactVerify(assertion, credential.publicKey, { algorithms: ["RS256"] });
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new AadstsRefusal(700027, { message: "Client assertion failed signature validation." });
  }
  if (typeof exp !== "number" || exp <= nowSeconds(world)) throw new AadstsRefusal(700024);
}
