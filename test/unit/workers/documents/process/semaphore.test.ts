import { expect, test } from "vitest";
import { createSemaphore } from "#workers/documents/process/semaphore.ts";

const { signal } = new AbortController();

test("callers proceed in the order of arrival, as many at once as there may be", async () => {
  const semaphore = createSemaphore(2);
  const order: string[] = [];
  const taken = ["a", "b", "c", "d"].map((name) => semaphore.acquire(signal).then(() => order.push(name)));
  await Promise.all(taken.slice(0, 2));
  expect(order).toEqual(["a", "b"]);
  semaphore.release();
  await taken[2];
  semaphore.release();
  await taken[3];
  expect(order).toEqual(["a", "b", "c", "d"]);
});

test("whoever stops waiting is passed over, also in the moment when the turn comes", async () => {
  for (const isTooLate of [false, true]) {
    const semaphore = createSemaphore(1);
    await semaphore.acquire(signal);
    const gone = new AbortController();
    const second = semaphore.acquire(gone.signal);
    const third = semaphore.acquire(signal);
    if (isTooLate) semaphore.release();
    gone.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    if (!isTooLate) semaphore.release();
    await third;
  }
});
