import { expect } from "vitest";
import type { Rule } from "#test/fake-tenant/world/rules.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";

/** More than open a breaker, and within what one person may have running. */
const callsAtOnce = 20;
const callsOfOthers = 10;

let stack: SharedStack;

test.beforeAll(({ stack: shared }) => {
  stack = shared;
});

async function search(userId: string) {
  const token = await stack.fake.control.mintToken({ userId });
  const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
  return (await readRpcAnswer(await postToolCall("modern", call))).result;
}

const metric = (name: string, service: string) => metricValue(stack.workers[0]?.opsUrl ?? "", name, { service });

test.for([
  ["a mailbox answers 500", "outlook", { door: "graph", response: { status: 500 } }],
  ["Entra breaks off the exchanges", "entra", { door: "entra", response: { reset: true } }],
] as const)(
  "where %s for one person, nobody else's call is refused, and that person is told when to come back",
  async ([, service, fault]) => {
    const { control } = stack.fake;
    const [own, other] = await control.populate({ tenants: 2, usersPerTenant: 2 });
    const [unlucky = "", colleague = "", stranger = ""] = [...(own?.users ?? []), ...(other?.users ?? [])].map(
      ({ id }) => id,
    );
    const transitions = await metric("m365_breaker_transitions_total", service);
    const match: Rule["match"] = { userId: unlucky, ...(fault.door === "entra" && { grant: "obo" }) };
    await control.addRule({ ...fault, match });

    const meanwhile = Promise.all(Array.from({ length: callsAtOnce }, () => search(unlucky)));
    for (let call = 0; call < callsOfOthers; call += 1) {
      for (const person of [colleague, stranger]) expect(hitsIn(await search(person))).toBeDefined();
    }
    for (const answer of await meanwhile)
      expect(answer).toMatchObject({
        _meta: { "m365-connector/error": { code: "unavailable", retryAfterSeconds: expect.any(Number) } },
      });
    expect(await metric("m365_breaker_transitions_total", service)).toBe(transitions);
    await control.resetScript();
  },
);
