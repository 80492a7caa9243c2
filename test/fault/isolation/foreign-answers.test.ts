// T15: an answer that reaches another user — it is encrypted for its request, tenant, user and tool; even while workers
// die, nobody receives another user's data.

import { Pool } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askEverybody, askersOf } from "#test/bench/isolate/ask-everybody.ts";
import { type Stack, startStack } from "#test/support/stack.ts";

let stack: Stack;

beforeAll(async () => {
  // One worker in the end has the work of three, on a machine that may be busy.
  const gatewayEnvironment = { CALL_TIMEOUT_MS: "120000", QUEUE_WAIT_MS: "60000" };
  stack = await startStack({ gateways: 2, workers: 3, gatewayEnvironment });
});
afterAll(() => stack.stop());

test("10,000 calls of 64 tenants are answered to their askers, though two of three workers are killed", async () => {
  const { control } = stack.fake;
  await control.setBehaviour({ mailboxConcurrencyLimit: null });
  const tenants = await control.populate({ tenants: 64, usersPerTenant: 50 });
  const tokens = await Promise.all(
    tenants.map(({ users }) => Promise.all(users.map(({ id }) => control.mintToken({ userId: id })))),
  );
  const gateways = stack.gateways.map(({ mcpUrl }) => new Pool(new URL(mcpUrl).origin, { connections: 32 }));
  const result = await askEverybody({
    gateways,
    askers: askersOf(tenants, (at, index) => tokens[at]?.[index] ?? ""),
    calls: 10_000,
    concurrency: 64,
    onAnswer(count) {
      if (count === 3_000) stack.workers[0]?.kill("SIGKILL");
      if (count === 6_000) stack.workers[1]?.kill("SIGKILL");
    },
  });
  await Promise.all(gateways.map((pool) => pool.destroy()));
  expect(result.failures).toEqual({});
  expect(result).toMatchObject({ answered: 10_000, askedAgain: 0, foreignAnswers: 0, withoutOwn: 0 });
});
