import { expect } from "vitest";
import { hitsIn, postToolCall, type RawEra, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";

let stack: SharedStack;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
});

test("a call that takes 20 s without progress is answered, in both eras", async () => {
  const { addRule, mintToken } = stack.fake.control;
  const users = await membersWithMail(stack.fake);

  // Graph asks for a pause first, and is slow then. One person's pause is everybody's of theirs: each era has its own.
  const search = async (era: RawEra, index: number) => {
    const userId = users[index]?.id ?? "";
    const match = { userId, pathPattern: "messages" };
    await addRule({ door: "graph", match, times: 1, response: { status: 429, headers: { "retry-after": "12" } } });
    await addRule({ door: "graph", match, times: 1, response: { latencyMs: 8_500 } });
    const token = await mintToken({ userId });
    const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
    return await readRpcAnswer(await postToolCall(era, call));
  };

  const since = Date.now();
  const answers = await Promise.all(rawEras.map(search));
  expect(Date.now() - since).toBeGreaterThan(20_000);
  for (const { result } of answers) expect(hitsIn(result)).toBeDefined();
});
