import { expect, it } from "vitest";
import { randomFromPool } from "#common/queue/random-pool.ts";

it("gives as many bytes as are asked for, and none twice", () => {
  const seen = new Set<string>();
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = randomFromPool(12);
    expect(bytes).toHaveLength(12);
    seen.add(bytes.toString("hex"));
  }
  expect(seen.size).toBe(2_000);
});

it("gives more than it keeps", () => {
  expect(randomFromPool(10_000)).toHaveLength(10_000);
});
