import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { untilCallsAreGone } from "#test/support/keys-left.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack, type WorkerProcess } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { preload } from "./catalogue/preloads/preload.ts";

const tool = "outlook_email_search";

/** So long a worker that stands still may live: one that nobody ends takes a processor's whole time. */
const endsWithinMs = 30_000;

/** Places at Graph of a worker that was ended go after 12 s. */
const placesLastMs = 30_000;

let stack: Stack;
let guilty: string;
let others: string[];

beforeAll(async () => {
  stack = await startStack({
    workers: 1,
    // Twice the default, since this machine may be busy: what is judged is the order.
    gatewayEnvironment: { CALL_TIMEOUT_MS: "60000" },
    workerEnvironment: preload("never-end"),
  });
  const tokenOf = ({ id }: DirectoryUser) => stack.fake.control.mintToken({ userId: id });
  const [[person], neighbours] = await Promise.all([membersWithMail(stack.fake), membersWithMail(stack.fake, 1)]);
  guilty = await tokenOf(person);
  others = await Promise.all(neighbours.map(tokenOf));
});
afterAll(() => stack.stop());

const ask = async (token: string | undefined, args: Record<string, unknown> = {}) => {
  const { result } = await readRpcAnswer(
    await postToolCall("modern", { url: stack.gateways[0].mcpUrl, token: token ?? "", tool, args }),
  );
  return result ?? {};
};

const linesOf = (worker: WorkerProcess) => worker.log.map((line): Record<string, unknown> => JSON.parse(line));

/** Whether its watchdog ended a worker. */
async function isEnded(worker: WorkerProcess): Promise<boolean> {
  expect(await Promise.race([worker.ended, delay(endsWithinMs, "no end", { ref: false })])).toBe("SIGKILL");
  const { component, level } = linesOf(worker).at(-1) ?? {};
  return component === "watchdog" && level === "fatal";
}

test("a call that never ends its turn costs two workers and is given up, and others are served", {
  timeout: 90_000,
}, async () => {
  const [first] = stack.workers as [WorkerProcess];
  const answer = ask(guilty, { query: "never-ending" });
  const successors = await Promise.all([stack.startWorker(), stack.startWorker()]);
  expect(await isEnded(first)).toBe(true);

  const second = await Promise.race(successors.map((worker) => worker.ended.then(() => worker)));
  const third = successors.find((worker) => worker !== second) as WorkerProcess;
  expect(await isEnded(second)).toBe(true);
  for (const token of others) expect((await ask(token)).isError).toBeUndefined();

  const { isError, content } = await answer;
  expect(isError).toBe(true);
  const [, reference] = /Give your operator this reference: ([\w-]+)/.exec(JSON.stringify(content)) ?? [];
  const givenUp = linesOf(third).find(({ referenceId }) => referenceId === reference);
  expect(givenUp).toMatchObject({ level: "error", tool, requestId: expect.any(String) });
  expect(await metricValue(third.opsUrl, "m365_jobs_given_up_total", { tool })).toBe(1);
  expect(await metricValue(third.opsUrl, "m365_jobs_stalled_total", { workload: "outlook" })).toBeGreaterThan(0);

  const redis = new Redis(stack.redis.connection);
  await untilCallsAreGone(() => redis.keys("*"), placesLastMs).finally(() => redis.disconnect());
});
