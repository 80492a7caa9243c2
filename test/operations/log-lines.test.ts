// What docs/traces.md says of the log: one line per call in the gateway, none in the worker, unless LOG_LEVEL asks for
// more.
import { afterAll, beforeAll, expect, test } from "vitest";
import { postToolCall } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  const [user] = await membersWithMail(stack.fake);
  token = await stack.fake.control.mintToken({ userId: user.id });
});
afterAll(() => stack.stop());

test.each([
  { level: "info", said: "nothing", ofRun: [] },
  { level: "debug", said: "one line", ofRun: ["run"] },
])("at LOG_LEVEL=$level a gateway writes one line about a call, and a worker $said", async ({ level, ofRun }) => {
  const own = { LOG_LEVEL: level };
  const [gateway, worker] = await Promise.all([stack.startGateway(own), stack.startWorker(own)]);
  const processes = [gateway, worker];
  const saidAtStart = processes.map(({ log }) => log.length);
  const answer = await postToolCall("modern", { url: gateway.mcpUrl, token, tool: "outlook_email_search" });
  expect(await answer.text()).toContain("moreResults");
  // What a process has to say it has said when it has ended.
  for (const service of processes) expect(await service.stop()).toBe(0);
  // On a busy machine, Redis may be late.
  const since = processes.map(({ log }, index) =>
    log
      .slice(saidAtStart[index])
      .map((line) => String(JSON.parse(line).msg))
      .filter((message) => !message.includes("Redis")),
  );
  expect(since).toEqual([
    ["call", "shutting down"],
    [...ofRun, "shutting down"],
  ]);
});
