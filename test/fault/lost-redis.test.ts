import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { promptMs } from "#test/support/prompt.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { answerMail, untilMailIsAsked, untilMailIsGivenUp } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = await stack.fake.control.mintToken();
});
beforeEach(() => stack.fake.control.resetScript());
afterAll(() => stack.stop());

const search = async (signal?: AbortSignal) => {
  const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search", ...(signal && { signal }) };
  return (await readRpcAnswer(await postToolCall("modern", call))).result;
};

const errorOf = (result: Record<string, unknown> | undefined) =>
  (result?._meta as Record<string, { code: string; retryAfterSeconds?: number }> | undefined)?.["m365-connector/error"];

const untilAnswered = () => until("a call to be answered", async () => hitsIn(await search()) !== undefined);

async function readiness(): Promise<number> {
  return (await fetch(`${stack.gateways[0].opsUrl}/readyz`)).status;
}

test("calls are told to come back while Redis is away, and go on without hands when it is back, empty", async () => {
  await untilAnswered();
  await stack.redis.kill();
  await until("the gateway to be not ready", async () => (await readiness()) === 503);
  const since = Date.now();
  expect(errorOf(await search())).toMatchObject({ code: "unavailable", retryAfterSeconds: expect.any(Number) });
  expect(Date.now() - since).toBeLessThan(promptMs);

  await stack.redis.restart();
  await untilAnswered();
  await until("the gateway to be ready", async () => (await readiness()) === 200);
});

test("cancelling works again after Redis was away", async () => {
  await stack.redis.restart();
  await untilAnswered();
  await answerMail(stack.fake, { hang: true });
  await stack.fake.control.resetStats();
  const client = new AbortController();
  const answer = search(client.signal);
  answer.catch(() => undefined);
  await untilMailIsAsked(stack.fake);
  client.abort();
  await untilMailIsGivenUp(stack.fake);
});

test("a frozen Redis makes calls fail long before their deadline rather than hang", async () => {
  await untilAnswered();
  await stack.redis.kill("SIGSTOP");
  const since = Date.now();
  expect(errorOf(await search())?.code).toBe("unavailable");
  expect(Date.now() - since).toBeLessThan(promptMs);
  await stack.redis.kill("SIGCONT");
  await untilAnswered();
});

test("ten restarts of Redis count nothing as rejected, but frames of calls that were told to come back", async () => {
  await untilAnswered();
  const rejections = () =>
    stack.gateways[0].log.filter((line) => line.includes("rejected, from Redis") && !line.includes("frame_late"));
  const before = rejections();
  for (let restart = 1; restart <= 10; restart += 1) {
    await stack.redis.restart();
    await untilAnswered();
  }
  expect(rejections().slice(before.length)).toEqual([]);
});
