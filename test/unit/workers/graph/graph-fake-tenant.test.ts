import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { ownTenant } from "#test/unit/own-tenant.ts";
import { asserted, createObo, signIn } from "#test/unit/workers/auth/obo-fixture.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { graphOn } from "./graph-fixture.ts";

const message = z.object({ id: z.string(), subject: z.string() });

const { tenant, tenantId, userIds } = await ownTenant();
await tenant.control.setGrants(tenantId, ["Mail.Read"]);
await tenant.control.generateMessages(userIds[0], { count: 30 });

let obo: OnBehalfOf;
let graphOfCalls: ReturnType<typeof graphOn>;
let door: GraphDoor;

beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  ({ obo } = await createObo(tenant));
  graphOfCalls = graphOn(tenant, () => obo);
  door = await graphOfCalls.doorOf(asserted(await signIn(tenant, userIds[0]), { deadlineMs: Date.now() + 20_000 }));
});
afterEach(() => Promise.all([obo.close(), graphOfCalls.close()]));

const messages = { path: ["me", "messages"], query: { $top: 10, $select: "id,subject" } };
const readMessages = () => door.getPage(messages, message);

describe("a Graph client on the fake tenant", () => {
  it("meets a claims challenge by one exchange with the claims", async () => {
    await tenant.control.addRule({ door: "graph", match: {}, times: 1, response: { claimsChallenge: true } });
    await expect(readMessages()).resolves.toBeDefined();
    const stats = await tenant.control.stats();
    expect(stats.oboExchanges).toBe(2);
    expect(stats.graphRequests).toBe(2);
  });

  it("passes a challenge on that stays, after one more try", async () => {
    await tenant.control.addRule({ door: "graph", match: {}, response: { claimsChallenge: '{"access_token":{}}' } });
    const error = await toolErrorOf(readMessages());
    expect(error.code).toBe("claims_challenge");
    expect(error.details.claims).toBe('{"access_token":{}}');
    expect((await tenant.control.stats()).graphRequests).toBe(2);
  });
});
