import { expect, test } from "vitest";
import { createTurns } from "#workers/documents/process/turns.ts";

const { signal } = new AbortController();

test("turns are taken in the order of arrival, as many at once as there may be", async () => {
  const turns = createTurns(2);
  const order: string[] = [];
  const taken = ["a", "b", "c", "d"].map((name) => turns.take(signal).then(() => order.push(name)));
  await Promise.all(taken.slice(0, 2));
  expect(order).toEqual(["a", "b"]);
  turns.pass();
  await taken[2];
  turns.pass();
  await taken[3];
  expect(order).toEqual(["a", "b", "c", "d"]);
});

test("whoever stops waiting is passed over, also in the moment when the turn comes", async () => {
  for (const isTooLate of [false, true]) {
    const turns = createTurns(1);
    await turns.take(signal);
    const gone = new AbortController();
    const second = turns.take(gone.signal);
    const third = turns.take(signal);
    if (isTooLate) turns.pass();
    gone.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    if (!isTooLate) turns.pass();
    await third;
  }
});
