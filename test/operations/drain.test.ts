// proves P11

import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { answerMail, untilMailIsAsked } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  token = await stack.fake.control.mintToken();
});
beforeEach(() => stack.fake.control.resetScript());
afterAll(() => stack.stop());

const slowSearch = async (url: string) => {
  await answerMail(stack.fake, { latencyMs: 1_500 });
  const answer = postToolCall("modern", { url, token, tool: "outlook_email_search" }).then(readRpcAnswer);
  await untilMailIsAsked(stack.fake);
  // Wrapped, or awaiting this function would await the answer.
  return { answer };
};

const readiness = async (opsUrl: string) => {
  const response = await fetch(`${opsUrl}/readyz`);
  return { status: response.status, body: await response.text() };
};

test("a gateway that stops is not ready, answers calls in flight, leaves no stream and exits with 0", async () => {
  const worker = await stack.startWorker();
  const gateway = await stack.startGateway();
  expect(await readiness(gateway.opsUrl)).toEqual({
    status: 200,
    body: '{"process":"gateway","status":"ready"}',
  });
  // A connection that says nothing must not hold it back.
  const silent = connect(Number(new URL(gateway.mcpUrl).port), "127.0.0.1");
  await once(silent, "connect");
  const { answer } = await slowSearch(gateway.mcpUrl);
  gateway.kill("SIGTERM");
  const { body } = await until("it to be not ready", async () => {
    const found = await readiness(gateway.opsUrl);
    return found.status === 503 ? found : undefined;
  });
  expect(body).toContain("shutting down");
  const { result } = await answer;
  expect(hitsIn(result)).toBeDefined();
  expect(await gateway.ended).toBe(0);
  silent.destroy();
  await worker.stop();
});

test("a second signal ends a process at once", async () => {
  const gateway = await stack.startGateway();
  gateway.kill("SIGTERM");
  gateway.kill("SIGINT");
  expect(await gateway.ended).toBe(1);
});

test("a worker told to stop ends the jobs that run, leaves the fleet and ends with 0", async () => {
  // A gateway of before may have seen no worker for so long that it refuses calls until its next look at the fleet.
  const [worker, { mcpUrl: url }] = await Promise.all([stack.startWorker(), stack.startGateway()]);
  const { answer } = await slowSearch(url);
  worker.kill("SIGTERM");
  const { result } = await answer;
  expect(hitsIn(result)).toBeDefined();
  expect(await worker.ended).toBe(0);
  const late = postToolCall("modern", { url, token, tool: "outlook_email_search" });
  expect((await readRpcAnswer(await late)).result?._meta).toMatchObject({
    "m365-connector/error": { code: "unavailable" },
  });
});
