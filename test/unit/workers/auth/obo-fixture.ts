import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import tls from "node:tls";
import { decodeJwt } from "jose";
import type { AssertedCall, Call, Caller } from "#common/call.ts";
import { createLogger } from "#common/logger.ts";
import { type FakeTenant, type FakeTenantOptions, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import {
  createOnBehalfOf,
  type GraphToken,
  type OnBehalfOf,
  type OnBehalfOfDependencies,
} from "#workers/auth/on-behalf-of.ts";
import { withImpliedScopes } from "#workers/auth/user-tokens.ts";
import { countedMetrics } from "../resilience/layer-fixture.ts";

export interface SignedIn {
  caller: Caller;
  userAssertion: string;
}

/** Makes this process trust a fake tenant's certificate, as NODE_EXTRA_CA_CERTS does for a real process. */
function trustCertificate(path: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(path, "utf8")]);
}

export async function startTrustedTenant(options: FakeTenantOptions = {}): Promise<FakeTenant> {
  const tenant = await startFakeTenant(options);
  trustCertificate(tenant.caCertificatePath);
  return tenant;
}

/** Log lines, as they were read by a machine, and as text, to look for what must not be in them. */
export function recordingLogger() {
  const lines: string[] = [];
  const logger = createLogger({ process: "test", level: "trace" }, { write: (line) => lines.push(line) });
  return { logger, text: () => lines.join(""), entries: () => lines.map((line) => JSON.parse(line)) };
}

export async function signIn(tenant: FakeTenant, userId: string): Promise<SignedIn> {
  const userAssertion = await tenant.control.mintToken({ userId });
  const { tid, oid, exp } = decodeJwt<{ tid: string; oid: string }>(userAssertion);
  const caller = {
    tenantId: tid,
    userId: oid,
    clientId: oid,
    scopes: ["access_as_user"],
    expiresAtSeconds: exp ?? 0,
    understandsClaims: true,
  };
  return { caller, userAssertion };
}

/** A call of somebody who is signed in, which nobody gives up. */
export const asserted = (
  { caller, userAssertion }: SignedIn,
  changes: Partial<Pick<Call, "requestId" | "signal" | "deadlineMs">> = {},
): AssertedCall => ({ call: callOf("outlook_email_search", { caller, ...changes }), userAssertion });

export async function createObo(tenant: FakeTenant, changes: Partial<OnBehalfOfDependencies> = {}) {
  const { serverApp } = await tenant.control.directory();
  const { metrics, read } = countedMetrics();
  const log = recordingLogger();
  const obo: OnBehalfOf = createOnBehalfOf({
    authorityHost: tenant.authorityHost,
    graphBaseUrl: tenant.graphBaseUrl,
    clientId: serverApp.clientId,
    credential: { clientSecret: serverApp.clientSecret },
    cacheMaxSeconds: 600,
    metrics,
    logger: log.logger,
    // One fake clock for both, unless a test sets them apart.
    ...(changes.now && { monotonicNow: changes.now }),
    ...changes,
  });
  return { obo, count: read, log };
}

/** A signal that never aborts. */
export const patient = () => new AbortController().signal;

/** A token of Graph with these permissions and what they imply. */
export const graphToken = (scopes: readonly string[], more: Partial<GraphToken> = {}): GraphToken => ({
  accessToken: randomUUID(),
  scopes: withImpliedScopes(new Set(scopes)),
  expiresAtMs: 0,
  usableUntilMs: 0,
  person: {},
  ...more,
});
