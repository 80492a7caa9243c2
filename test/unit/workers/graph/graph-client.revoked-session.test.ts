// T5: a revoked session — a refusal by Graph discards the token, one new exchange decides, and the user is sent to sign
// in; nothing loops.

import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { ownTenant } from "#test/unit/own-tenant.ts";
import { asserted, createObo, type SignedIn, signIn } from "#test/unit/workers/auth/obo-fixture.ts";
import { graphOn } from "./graph-fixture.ts";

const { tenant, tenantId, userIds } = await ownTenant();
const [userId] = userIds;
await tenant.control.setGrants(tenantId, ["Mail.Read"]);
await tenant.control.setContinuousAccess(tenantId, true);
const { obo } = await createObo(tenant);
const graph = graphOn(tenant, () => obo);
let anna: SignedIn;

afterAll(() => Promise.all([obo.close(), graph.close()]));
beforeEach(async () => {
  anna = await signIn(tenant, userId);
  await tenant.control.resetStats();
});

/** A whole call: the exchange, then some requests at once with its token. */
async function readMail(signedIn: SignedIn, requests = 1): Promise<unknown> {
  const door = await graph.doorOf(asserted(signedIn));
  const one = () => door.getPage({ path: ["me", "messages"], query: { $top: 1 } }, z.unknown());
  return await Promise.all(Array.from({ length: requests }, one));
}

/** After a call, whose Graph token is kept. */
async function revokeSessions() {
  await readMail(anna);
  // Sign-ins are compared by the second.
  await tenant.control.advanceClock(2_000);
  await tenant.control.revokeSessions(userId);
  await tenant.control.resetStats();
}

describe("T5: a session that was revoked while its Graph token is kept", () => {
  it("ends with the next call: one refused request, one exchange, and the person is sent to sign in", async () => {
    await revokeSessions();
    expect((await toolErrorOf(readMail(anna))).code).toBe("sign_in_required");
    const stats = await tenant.control.stats();
    expect(stats.graphRequests).toBe(1);
    expect(stats.oboExchanges).toBe(1);
  });

  it("is asked about once by a call with many requests, and not at all by the calls after it", async () => {
    await revokeSessions();
    await toolErrorOf(readMail(anna, 3));
    expect((await tenant.control.stats()).oboExchanges).toBe(1);
    for (let calls = 0; calls < 10; calls += 1) await toolErrorOf(readMail(anna));
    const stats = await tenant.control.stats();
    expect(stats.oboExchanges).toBeLessThanOrEqual(2);
    expect(stats.graphRequests).toBeLessThanOrEqual(3);
  });
});
