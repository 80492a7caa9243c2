import { expect, it } from "vitest";
import { createRetryBudget } from "#workers/resilience/retry-budget.ts";

/** How many retries a tenant gets one after the other. */
function taken(budget: ReturnType<typeof createRetryBudget>, tenantId: string): number {
  let count = 0;
  while (count < 1_000 && budget.take(tenantId)) count += 1;
  return count;
}

it("a tenant that alone retries has ten in ten seconds, beside others five, and all together twenty", () => {
  const budget = createRetryBudget(() => 0);
  expect(taken(budget, "first")).toBe(10);
  expect(["second", "third", "fourth"].map((tenantId) => taken(budget, tenantId))).toEqual([5, 5, 0]);
});

it("with many requests, one retry per ten of them", () => {
  const budget = createRetryBudget(() => 0);
  for (let count = 0; count < 400; count += 1) budget.countFirst();
  expect(taken(budget, "first")).toBe(40);
  expect(taken(budget, "second")).toBe(20);
});
