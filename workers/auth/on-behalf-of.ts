import { hash } from "node:crypto";
import type { AssertedCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import type { ProxySettings } from "#common/proxy-settings.ts";
import { createSingleFlight } from "#common/single-flight.ts";
import { type Trace, untraced } from "#common/tracing/trace.ts";
import { direct, openConnections } from "#workers/open-connections.ts";
import { deadlineExceeded } from "#workers/resilience/attempt-failure.ts";
import type { Gate } from "#workers/resilience/gate.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import { maxConnections } from "#workers/resilience/request-limits.ts";
import { type RunningCall, slotOf } from "#workers/slots/run-slot.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { createEntraExchange } from "./entra-exchange.ts";
import { EntraConfigurationError } from "./entra-failure.ts";
import { adminConsentUrl, createFailureExplainer } from "./exchange-failure.ts";
import { createGraphTokenCache, type GraphToken } from "./graph-token.ts";
import { type ClientCredential, createMsalNetwork, createTenantApps } from "./msal-apps.ts";
import { issuedAtMs } from "./token-claims.ts";

export type { GraphToken };

export interface OnBehalfOfDependencies {
  /** Entra's origin, such as `https://login.microsoftonline.com`. */
  authorityHost: string;
  graphBaseUrl: string;
  /** The Server app. */
  clientId: string;
  credential: ClientCredential;
  /** Longest use of an exchanged token, seconds; 0 keeps none. */
  cacheMaxSeconds: number;
  proxy?: ProxySettings;
  metrics: WorkerMetrics;
  logger: Logger;
  /** Keeper of Entra's pauses; by default in this process alone. */
  gate?: Gate;
  trace?: Trace;
  /** Unix milliseconds. */
  now?: () => number;
  /** Monotonic milliseconds, for the age of cached tokens: the wall clock may be set back. */
  monotonicNow?: () => number;
  random?: () => number;
}

/** Why a worker whose credential was refused is not ready. */
export const credentialRefused = "Entra refuses this connector's own credential";

export type OnBehalfOf = ReturnType<typeof createOnBehalfOf>;

/** Time that a client needs from a sign-in to its next call, with some to spare. */
const freshSignInMs = 5 * 60_000;

/**
 * The on-behalf-of exchanges of a worker process. Calls that need the same token at the same time share one exchange.
 * The token is cached as long as the settings allow, for nobody but its caller.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export function createOnBehalfOf(dependencies: OnBehalfOfDependencies) {
  const { authorityHost, graphBaseUrl, clientId, credential, cacheMaxSeconds, metrics, logger } = dependencies;
  const { trace = untraced, now = Date.now, random = Math.random } = dependencies;
  const { monotonicNow = () => performance.now() } = dependencies;
  const { gate = createLocalGate() } = dependencies;
  const connections = openConnections(dependencies.proxy ?? direct, { connections: maxConnections.entra.toOrigin });
  const network = createMsalNetwork(connections, now);
  const apps = createTenantApps({ clientId, authorityHost, credential, network });
  const entra = createEntraExchange({
    graphBaseUrl,
    authorityHost,
    appFor: apps.appFor,
    network,
    gate,
    metrics,
    logger,
    now,
    random,
  });
  const cache = createGraphTokenCache({ cloud: authorityHost, maxSeconds: cacheMaxSeconds, now, monotonicNow });
  const flights = createSingleFlight<GraphToken>();
  const explain = createFailureExplainer({ metrics, logger });
  const scopes = [`${graphBaseUrl}/.default`];
  let isCredentialRefused = false;

  const tokenKey = ({ call, userAssertion }: AssertedCall) =>
    cache.keyOf({ tenantId: call.caller.tenantId, userId: call.caller.userId, userAssertion, scopes });

  /** A refused exchange with claims must not refuse one without claims; a token may serve both. */
  const flightKeyOf = (key: string, claims: string | undefined) =>
    claims === undefined ? key : `${key}|${hash("sha256", claims)}`;

  async function exchangeNow(
    asserted: AssertedCall,
    key: string,
    options: { claims: string | undefined; signal: AbortSignal },
  ): Promise<GraphToken> {
    const { requestId, caller } = asserted.call;
    const startedMs = now();
    const askedAtMs = monotonicNow();
    const observe = (result: string) => metrics.oboExchangeSeconds.observe({ result }, (now() - startedMs) / 1000);
    try {
      const exchanged = await entra.exchange(asserted, options);
      const usableUntilMs = cache.usableUntilMs({
        askedAtMs: startedMs,
        tokenExpiresAtMs: exchanged.expiresAtMs,
        assertionExpiresAtMs: caller.expiresAtSeconds * 1000,
      });
      const token = { ...exchanged, usableUntilMs, person: {} };
      observe("ok");
      isCredentialRefused = false;
      // The tenant may have been off-boarded when nobody waits any more.
      if (!options.signal.aborted) cache.keep(key, token, monotonicNow() - askedAtMs);
      return token;
    } catch (failure) {
      observe(options.signal.aborted ? "aborted" : "failed");
      const consentUrl = adminConsentUrl({ authorityHost, clientId, tenantId: caller.tenantId });
      const isFreshSignIn = now() - issuedAtMs(asserted.userAssertion) < freshSignInMs;
      const { error, refusal } = explain(failure, { consentUrl, isFreshSignIn, requestId });
      if (refusal !== undefined) cache.keepRefusal(flightKeyOf(key, options.claims), refusal.error, refusal.cachedMs);
      if (error instanceof EntraConfigurationError && error.isCredential) isCredentialRefused = true;
      throw error;
    }
  }

  return {
    /**
     * A Graph token for the caller: from the cache, from an exchange that is under way, or from a new one.
     * Rejects with a `ToolError` where the caller or an admin can act, and as soon as the call's signal aborts; other
     * calls that wait for the same exchange still get its token. While it waits for Entra, the call gives its slot up.
     * @param claims raw JSON from a claims challenge by Graph; forces a new exchange
     */
    async exchange(asserted: AssertedCall & { call: RunningCall }, claims?: string): Promise<GraphToken> {
      const { signal } = asserted.call;
      const key = tokenKey(asserted);
      const flightKey = flightKeyOf(key, claims);
      const cached = cache.get(flightKey);
      if (cached instanceof ToolError) {
        metrics.oboCache.inc({ result: "negative" });
        throw cached;
      }
      if (cached !== undefined) {
        metrics.oboCache.inc({ result: "hit" });
        return cached;
      }
      metrics.oboCache.inc({ result: flights.has(flightKey) ? "joined" : "miss" });
      const exchangeOnce = (flightSignal: AbortSignal) =>
        trace("entra on-behalf-of", { kind: "client" }, () =>
          exchangeNow(asserted, key, { claims, signal: flightSignal }),
        );
      return await slotOf(asserted.call)
        .whileWaiting(() => flights.run(flightKey, exchangeOnce, signal))
        .catch((error: unknown) => Promise.reject(signal.aborted ? deadlineExceeded() : error));
    },
    what: "graph_token" as const,
    forget(tenantIds: ReadonlySet<string>) {
      apps.forget(tenantIds);
      entra.forget(tenantIds);
      return cache.forget(tenantIds);
    },
    /** Removes the caller's token from the cache; with `accessToken`, only if it is still that one. */
    drop: (asserted: AssertedCall, accessToken?: string) => cache.drop(tokenKey(asserted), accessToken),
    /** True from a refusal of the app's own secret or certificate to the next exchange that works. */
    isCredentialRefused: () => isCredentialRefused,
    async close() {
      await connections.close();
      entra.close();
    },
  };
}
