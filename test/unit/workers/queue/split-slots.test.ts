import { expect, test } from "vitest";
import { splitSlots } from "#workers/queue/tool-worker.ts";

test.each([
  [1, [1]],
  [4, [4]],
  [16, [16]],
  [17, [9, 8]],
  [50, [13, 13, 12, 12]],
])("%i slots are split into %j", (slots, split) => {
  expect(splitSlots(slots)).toEqual(split);
});
