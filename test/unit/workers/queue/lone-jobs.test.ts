import { expect, test } from "vitest";
import { createLoneJobs } from "#workers/queue/lone-jobs.ts";

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
