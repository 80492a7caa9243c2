import { compactVerify, errors } from "jose";
import type { ServerApp } from "#test/fake-tenant/world/apps.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";
import { peekClaims } from "./jws.ts";

/**
 * Proves the Server app by a token of an outside issuer: issuer 700211, audience 700212, subject 700213, signature
 * 700027, time 700024.
 */
export async function checkFederatedAssertion(world: World, app: ServerApp, assertion: string): Promise<void> {
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
