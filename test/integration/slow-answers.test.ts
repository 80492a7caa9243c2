import { afterAll, beforeAll, expect, test } from "vitest";
import { postToolCall, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = await stack.fake.control.mintToken();
});
afterAll(() => stack.stop());

test("a call that takes 20 s without progress is answered, in both eras", async () => {
  // Three attempts of Graph would not fit: each search makes its two requests 10 s late.
  await stack.fake.control.addRule({
    door: "graph",
    match: { pathPattern: "mailFolders" },
    response: { latencyMs: 9_500 },
  });
  await stack.fake.control.addRule({
    door: "graph",
    match: { pathPattern: "messages" },
    response: { latencyMs: 9_500 },
  });
  const since = Date.now();
  const answers = await Promise.all(
    rawEras.map(async (era) => {
      const args = { folderName: "Inbox/none" };
      return await readRpcAnswer(
        await postToolCall(era, { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search", args }),
      );
    }),
  );
  expect(Date.now() - since).toBeGreaterThan(18_000);
  for (const { result } of answers) expect(result).toBeDefined();
});
