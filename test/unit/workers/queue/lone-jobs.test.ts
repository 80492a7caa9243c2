import { expect, test } from "vitest";
import type { FoundJob } from "#workers/queue/bullmq-queues.ts";
import { createLoneJobs } from "#workers/queue/lone-jobs.ts";
import { runJob } from "#workers/queue/tool-worker.ts";

/** Jobs that end when the test says so, and the order of what happened. */
function jobs() {
  const events: string[] = [];
  const lone = createLoneJobs((isClosed) => events.push(isClosed ? "closed" : "open"));
  const ends = new Map<string, () => void>();
  const job = (name: string) => async () => {
    events.push(`${name} starts`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    events.push(`${name} ends`);
  };
  const settle = () => new Promise(setImmediate);
  async function end(name: string): Promise<void> {
    ends.get(name)?.();
    await settle();
  }
  return { lone, events, job, end, settle };
}

test("a job that runs alone waits for the others, and closes the process at once until it has ended", async () => {
  const { lone, events, job, end, settle } = jobs();
  void lone.beside(job("a"));
  void lone.beside(job("b"));
  void lone.alone(job("suspect"));
  await settle();
  expect(lone.isClosed()).toBe(true);
  await end("a");
  expect(events).toEqual(["a starts", "b starts", "closed", "a ends"]);
  await end("b");
  await end("suspect");
  expect(events.slice(4)).toEqual(["b ends", "suspect starts", "suspect ends", "open"]);
  expect(lone.isClosed()).toBe(false);
});

test("several run one after the other, also when one fails, and the process opens after the last", async () => {
  const { lone, events, job, end, settle } = jobs();
  const failing = lone.alone(async () => {
    events.push("fails");
    throw new Error("lost");
  });
  void lone.alone(job("x"));
  void lone.alone(job("y"));
  await expect(failing).rejects.toThrow("lost");
  await settle();
  await end("x");
  await end("y");
  expect(events).toEqual(["closed", "fails", "x starts", "x ends", "y starts", "y ends", "open"]);
});

test("what comes while a suspect runs or waits is for another worker, unless it is a suspect, too", async () => {
  const { lone, events, job, end, settle } = jobs();
  const suspicion = { referenceId: "11111111-1111-4111-8111-111111111111" };
  const found = (id: string, suspect = false): FoundJob => ({
    id,
    data: {},
    runNumber: 1,
    workload: "outlook",
    ...(suspect && { suspicion }),
  });
  const run = (one: FoundJob) => runJob(one, lone, ({ id = "" }) => job(id)());
  const suspects = [run(found("x", true)), run(found("y", true))];
  await settle();
  expect(await run(found("a"))).toBe("later");
  await end("x");
  expect(await run(found("b"))).toBe("later");
  await end("y");
  expect(await Promise.all(suspects)).toEqual(["done", "done"]);
  const after = run(found("c"));
  await settle();
  await end("c");
  expect(await after).toBe("done");
  expect(events.filter((event) => event.endsWith("starts"))).toEqual(["x starts", "y starts", "c starts"]);
});
