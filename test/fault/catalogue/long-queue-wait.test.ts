import { afterAll, beforeAll, expect, test } from "vitest";
import type { RuleResponse } from "#test/fake-tenant/world/rules.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { untilMailIsAsked } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    workers: 0,
    gatewayEnvironment: { QUEUE_WAIT_MS: "8000", CALL_TIMEOUT_MS: "90000" },
    workerEnvironment: { WORKER_CONCURRENCY: "1" },
  });
});
afterAll(() => stack.stop());

const search = async (userId: string) => {
  const token = await stack.fake.control.mintToken({ userId });
  const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
  return { answer: postToolCall("modern", call).then(readRpcAnswer) };
};

const graphAskedFor = (userId: string) => untilMailIsAsked(stack.fake, (request) => request.userId === userId);

test("a call that a killed worker had started may wait longer than QUEUE_WAIT_MS for a free one", async () => {
  const { control } = stack.fake;
  const [tenant] = await control.populate({ tenants: 1, usersPerTenant: 2 });
  const [first = "", second = ""] = (tenant?.users ?? []).map(({ id }) => id);
  const answerOf = (userId: string, response: RuleResponse) =>
    control.addRule({ door: "graph", match: { pathPattern: "messages", userId }, response });
  const doomed = await stack.startWorker();
  await answerOf(first, { hang: true });
  const taken = await search(first);
  await graphAskedFor(first);
  await stack.startWorker();
  // Nearly as long as an attempt may last: when this is over, the first call has waited longer than for 8 s.
  await answerOf(second, { latencyMs: 9_500 });
  const other = await search(second);
  await graphAskedFor(second);
  doomed.kill("SIGKILL");
  await doomed.ended;
  await control.clearRules();
  expect(hitsIn((await other.answer).result)).toBeDefined();
  expect(hitsIn((await taken.answer).result)).toBeDefined();
});
