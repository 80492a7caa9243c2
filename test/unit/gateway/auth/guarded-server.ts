import Fastify from "fastify";
import { pino } from "pino";
import { createMetrics } from "#common/metrics.ts";
import { registerAuthentication } from "#gateway/auth/authenticate.ts";
import { createChallengesFor } from "#gateway/auth/challenge.ts";
import { createSigningKeys } from "#gateway/auth/signing-keys.ts";
import { createTokenValidator, createVerifiedTokenCache } from "#gateway/auth/token-validator.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { unaudited } from "#test/support/unaudited.ts";
import { authorityHost, type SignerKey, serverApp, testTime } from "./entra-signer.ts";

export const publicUrl = "https://mcp.contoso.example/mcp";

/** What a server says of itself that takes people of every organisation. */
export const identity = { publicUrl, appIdUri: publicUrl, authorityHost, policies: tenantPolicies() };

/**
 * A server whose only route is behind the real authentication, with a key set and a clock that the test holds.
 * `served` counts the requests that came through: for a hostile token it must stay 0, so nothing can be exchanged.
 */
export async function startGuardedServer(keys: SignerKey[], allowed: Parameters<typeof tenantPolicies>[0] = {}) {
  const counts = { keySetFetches: 0, policiesAsked: 0, served: 0 };
  const state = { nowMs: testTime * 1000, keys, keySetFails: false, isEnabled: true, ...counts };
  const now = () => state.nowMs;
  const signingKeys = createSigningKeys({
    authorityHost,
    now,
    logger: pino({ level: "silent" }),
    async fetch() {
      state.keySetFetches += 1;
      if (state.keySetFails) throw new TypeError("fetch failed");
      return Response.json({ keys: state.keys.map(({ jwk }) => jwk) });
    },
  });
  await signingKeys.start();
  const settled = tenantPolicies(allowed);
  const policies: TenantPolicies = {
    ...settled,
    policyOf(id) {
      state.policiesAsked += 1;
      return state.isEnabled ? settled.policyOf(id) : undefined;
    },
  };
  const entra = { authorityHost, audience: serverApp };
  const checked = createTokenValidator({ ...entra, signingKeys, now });
  const validator = createVerifiedTokenCache({ validator: checked, isEnabled: () => true, now });
  const { metrics, registry } = createMetrics(gatewayMetrics);
  const challengesFor = createChallengesFor({ publicUrl, appIdUri: publicUrl, ...entra, policies });
  const app = Fastify();
  registerAuthentication(app, { validator, policies, challengesFor, metrics, audit: unaudited });
  app.post("/mcp", async (request) => {
    state.served += 1;
    return request.caller;
  });

  /** The status of a call with that token, and the error code that the challenge names. */
  async function call(token: string) {
    const { statusCode, headers, body } = await app.inject({
      method: "POST",
      url: "/mcp",
      headers: { authorization: `Bearer ${token}` },
    });
    const challenge = headers["www-authenticate"];
    return { status: statusCode, challenge: typeof challenge === "string" ? challenge : undefined, body };
  }

  async function refusals(): Promise<Record<string, number>> {
    const { values } = await metrics.authRefusals.get();
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels.reason), value]));
  }

  return { app, call, state, refusals, registry, checked, validator, signingKeys };
}

export type GuardedServer = Awaited<ReturnType<typeof startGuardedServer>>;
