import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { untilCallsAreGone } from "#test/support/keys-left.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack, type WorkerProcess } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";
import { preload } from "./catalogue/preloads/preload.ts";

const tool = "outlook_email_search";

/** Places at Graph of a worker that was ended go after 12 s. */
const placesLastMs = 30_000;
const heldUp = "a call holds the event loop up";

let stack: Stack;
let guilty: string;
let others: string[];

beforeAll(async () => {
  stack = await startStack({
    workers: 1,
    // Twice the default, since this machine may be busy: what is judged is the order.
    gatewayEnvironment: { CALL_TIMEOUT_MS: "60000" },
    workerEnvironment: { LOG_LEVEL: "debug", ...preload("never-end") },
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

/** The line that a worker was ended with. */
async function lastWords(worker: WorkerProcess): Promise<Record<string, unknown>> {
  expect(await worker.ended).toBe("SIGKILL");
  return linesOf(worker).findLast(({ component }) => component === "watchdog") ?? {};
}

test("a call that never ends its turn costs two workers, the second alone, and nobody else an answer", {
  timeout: 90_000,
}, async () => {
  await stack.fake.control.addRule({
    door: "graph",
    match: { pathPattern: "messages" },
    times: others.length,
    response: { latencyMs: 3_000 },
  });
  const besides = others.map((token) => ask(token));
  await until("Graph to be asked by all", async () => {
    const { requests } = await stack.fake.control.stats();
    return requests.filter(({ path }) => path.includes("messages")).length === others.length ? true : undefined;
  });
  const first = stack.workers[0] as WorkerProcess;
  const answer = ask(guilty, { query: "never-ending" });
  const successors = await Promise.all([stack.startWorker(), stack.startWorker()]);
  const firstWords = await lastWords(first);

  for (const { isError } of await Promise.all(besides)) expect(isError).toBeUndefined();
  let isAnswered = false;
  const asked = answer.finally(() => {
    isAnswered = true;
  });
  for (let count = 0; !isAnswered; count += 1)
    expect((await ask(others[count % others.length])).isError).toBeUndefined();

  const second = await Promise.race(successors.map((worker) => worker.ended.then(() => worker)));
  const third = successors.find((worker) => worker !== second) as WorkerProcess;
  const secondWords = await lastWords(second);
  // Alone: the second worker left no job of anybody else behind.
  const since = String(secondWords.time);
  expect(linesOf(third).filter(({ msg, run, time }) => msg === "run" && run !== 1 && String(time) > since)).toEqual([]);
  const { isError, content } = await asked;
  expect(isError).toBe(true);
  const suspected = [first, second].map((worker) => linesOf(worker).find(({ msg }) => msg === heldUp));
  const [, reference] = /Give your operator this reference: ([\w-]+)/.exec(JSON.stringify(content)) ?? [];
  expect(reference).toBeDefined();
  expect(suspected.map((line) => line?.referenceId)).toContain(reference);
  for (const words of [firstWords, secondWords]) {
    expect(words).toMatchObject({ tool, requestId: firstWords.requestId });
    expect(JSON.stringify(words.frames)).toContain("never-end.ts");
  }
  expect(await metricValue(third.opsUrl, "m365_watchdog_suspects_total", { tool })).toBe(1);

  const redis = new Redis(stack.redis.connection);
  await untilCallsAreGone(() => redis.keys("*"), placesLastMs).finally(() => redis.disconnect());
});
