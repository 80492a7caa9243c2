import { describe, expect, it } from "vitest";
import { personKey } from "#common/call.ts";
import { createTally } from "#common/tally.ts";
import { createSlotLine } from "#workers/slots/slot-pool.ts";

const tenants = ["busy", "quiet"] as const;
type Caller = readonly [tenantId: (typeof tenants)[number], userId: string];

/** A line before these slots: who gets the next ones, in order. */
function orderOf(slots: readonly Caller[], line: readonly (readonly [...Caller, kind: "new" | "again"])[]): string[] {
  const held = createTally();
  const count = (tenantId: string, userId: string) => {
    for (const key of [tenantId, personKey({ tenantId, userId })]) held.add(key, 1);
  };
  for (const [tenantId, userId] of slots) count(tenantId, userId);
  const waiting = createSlotLine(held);
  for (const [tenantId, userId, kind] of line) {
    waiting.join({ owner: { tenantId, userId }, isNew: kind === "new", proceed: () => count(tenantId, userId) });
  }
  return line.map(() => {
    const next = waiting.next(() => true);
    next?.proceed();
    return `${next?.owner.tenantId} ${next?.owner.userId}`;
  });
}

describe("a free slot", () => {
  it("goes to the tenant that holds fewer, though others have waited for longer", () => {
    const line = [["busy", "a", "again"] as const, ["busy", "b", "again"] as const, ["quiet", "c", "new"] as const];
    expect(orderOf([["busy", "a"]], line)).toEqual(["quiet c", "busy b", "busy a"]);
  });

  it("goes to tenants in turn where each has many that wait", () => {
    const of = (tenantId: (typeof tenants)[number]) => ["a", "b", "c"].map((id) => [tenantId, id, "again"] as const);
    const order = orderOf([], [...of("busy"), ...of("quiet")]);
    expect(order.map((one) => one.split(" ")[0])).toEqual(["busy", "quiet", "busy", "quiet", "busy", "quiet"]);
  });

  it("goes to people of a tenant in turn", () => {
    const line = [
      ["busy", "a", "again"] as const,
      ["busy", "a", "again"] as const,
      ["busy", "a", "again"] as const,
      ["busy", "b", "again"] as const,
    ];
    expect(orderOf([], line)).toEqual(["busy a", "busy b", "busy a", "busy a"]);
  });

  it("goes to a call that had one before, ahead of a new one of the same people", () => {
    const line = [["busy", "a", "new"] as const, ["busy", "b", "again"] as const];
    expect(orderOf([], line)).toEqual(["busy b", "busy a"]);
  });
});
