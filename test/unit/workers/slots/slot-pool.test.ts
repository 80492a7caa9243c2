import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personKey } from "#common/call.ts";
import { createTally } from "#common/tally.ts";
import { runs } from "#test/support/property-runs.ts";
import { type Claim, createSlotLine, createSlotPool } from "#workers/slots/slot-pool.ts";

const { signal } = new AbortController();
const of = (tenantId: string, userId = "somebody") => ({ tenantId, userId });

function poolOf({ slots, reserve = 0 }: { slots: number; reserve?: number }) {
  let allowed: readonly string[] = ["anybody", "quietTenants"];
  let most = 0;
  const pool = createSlotPool(
    { slots, reserve },
    {
      mayFetch: (whom) => allowed.includes(whom),
      onChange(running) {
        most = Math.max(most, running);
      },
    },
  );
  return Object.assign(pool, {
    most: () => most,
    allow(...whom: ("anybody" | "quietTenants")[]) {
      allowed = whom;
      pool.changed();
    },
  });
}

/** Takes a slot for a call that had one before, and tells what became of it. */
function asks(pool: Pick<ReturnType<typeof poolOf>, "take">, tenantId: string, given = signal) {
  const state = { has: false, isOver: false };
  pool.take(of(tenantId), { isNew: false, signal: given }).then(
    () => {
      state.has = true;
    },
    () => {
      state.isOver = true;
    },
  );
  return state;
}

describe("a worker with slots", () => {
  it("fetches as many jobs as it has slots for, and one more when a call gives its slot up", async () => {
    const pool = poolOf({ slots: 2 });
    const [first, second] = [pool.tryClaim(), pool.tryClaim()];
    expect(pool.tryClaim()).toBeUndefined();
    await first?.spend(() => pool.take(of("a"), { isNew: true, signal }));
    await second?.spend(() => pool.take(of("a"), { isNew: true, signal }));
    const next = pool.claim(signal);
    pool.release(of("a"));
    expect(await next).toBeDefined();
    expect(pool.tryClaim()).toBeUndefined();
  });

  it("fetches nothing for a slot that somebody waits for", async () => {
    const pool = poolOf({ slots: 1 });
    await pool.take(of("a"), { isNew: true, signal });
    const again = asks(pool, "a");
    pool.release(of("a"));
    await setImmediate();
    expect(again.has).toBe(true);
    expect(pool.tryClaim()).toBeUndefined();
  });

  it("fetches nothing while too many calls wait, and goes on when some have ended", async () => {
    const pool = poolOf({ slots: 1, reserve: 1 });
    pool.allow();
    const claim = pool.claim(signal);
    await setImmediate();
    expect(pool.tryClaim()).toBeUndefined();
    expect(pool.tryClaimForQuietTenant()).toBeUndefined();
    pool.allow("anybody", "quietTenants");
    expect(await claim).toBeDefined();
  });

  it("fetches only the jobs of tenants with few calls while many wait, though slots are free", async () => {
    const pool = poolOf({ slots: 2, reserve: 1 });
    pool.allow("quietTenants");
    expect(pool.tryClaim()).toBeUndefined();
    await pool.quietTenantsTurn(signal);
    expect(pool.tryClaimForQuietTenant()).toBeDefined();
  });

  it("fetches nothing while it is paused", async () => {
    const pool = poolOf({ slots: 1 });
    pool.setPaused(true);
    const claim = pool.claim(signal);
    await setImmediate();
    expect(pool.tryClaim()).toBeUndefined();
    pool.setPaused(false);
    expect(await claim).toBeDefined();
  });

  it("leaves the claim of a job that was not there to the next fetch", async () => {
    const pool = poolOf({ slots: 1 });
    const claim = await pool.claim(signal);
    const next = pool.claim(signal);
    claim?.release();
    claim?.release();
    expect(await next).toBeDefined();
    expect(pool.tryClaim()).toBeUndefined();
  });

  it("gives no claim to a fetch that is over", async () => {
    const pool = poolOf({ slots: 1 });
    const claim = await pool.claim(signal);
    const over = new AbortController();
    const next = pool.claim(over.signal);
    over.abort();
    expect(await next).toBeUndefined();
    claim?.release();
    expect(pool.tryClaim()).toBeDefined();
  });
});

describe("slots that one tenant holds", () => {
  async function heldBy(tenantId: string, slots: number, reserve: number) {
    const pool = poolOf({ slots, reserve });
    for (let count = 0; count < slots; count += 1) await pool.take(of(tenantId), { isNew: true, signal });
    return pool;
  }

  // proves A15
  it("keep no call of another tenant waiting, but their own tenant's", async () => {
    const pool = await heldBy("busy", 8, 2);
    const states = [asks(pool, "busy"), asks(pool, "quiet"), asks(pool, "quiet"), asks(pool, "quiet")];
    await setImmediate();
    expect(states.map(({ has }) => has)).toEqual([false, true, true, false]);
  });

  it("let a job be fetched that is sure to be another tenant's, and no other", async () => {
    const pool = await heldBy("busy", 8, 1);
    expect(pool.tryClaim()).toBeUndefined();
    await pool.quietTenantsTurn(signal);
    const claim = pool.tryClaimForQuietTenant();
    expect(claim).toBeDefined();
    await claim?.spend(() => pool.take(of("quiet"), { isNew: true, signal }));
    expect(pool.tryClaimForQuietTenant()).toBeUndefined();
  });

  it("need nobody to look for others while there is a free one", async () => {
    const pool = poolOf({ slots: 2, reserve: 1 });
    await pool.take(of("busy"), { isNew: true, signal });
    expect(pool.tryClaimForQuietTenant()).toBeUndefined();
  });
});

type Step = { kind: "fetch" | "again" | "release" | "abort"; tenant: number; which: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("fetch", "again", "release", "abort"),
  tenant: fc.nat(3),
  which: fc.nat(20),
});

describe("whatever calls do", () => {
  it("no more of them have slots than there are, nobody waits beside a free one, and none is lost", async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 2 }),
      fc.array(step, { maxLength: 60 }),
      async (slots, reserve, steps) => {
        const pool = poolOf({ slots, reserve });
        const calls: { tenantId: string; state: ReturnType<typeof asks>; controller: AbortController }[] = [];
        const claims: Claim[] = [];
        for (const { kind, tenant, which } of steps) {
          const tenantId = `tenant ${tenant}`;
          const holders = calls.filter(({ state }) => state.has);
          const others = calls.filter(({ state }) => !state.has);
          if (kind === "fetch") {
            const claim = pool.tryClaim() ?? pool.tryClaimForQuietTenant();
            if (claim !== undefined) claims.push(claim);
          } else if (kind === "again") {
            const controller = new AbortController();
            const start = () => asks(pool, tenantId, controller.signal);
            calls.push({ tenantId, state: claims.pop()?.spend(start) ?? start(), controller });
          } else {
            const chosen = (kind === "release" ? holders : others)[which];
            if (chosen === undefined) continue;
            if (kind === "release") pool.release(of(chosen.tenantId));
            else chosen.controller.abort();
            calls.splice(calls.indexOf(chosen), 1);
          }
          await setImmediate();
          const waiting = calls.filter(({ state }) => !state.has).map((call) => call.tenantId);
          const held = calls.filter(({ state }) => state.has).map((call) => call.tenantId);
          expect(pool.running()).toBe(held.length);
          if (waiting.length > 0) expect(held.length).toBeGreaterThanOrEqual(slots);
          for (const one of waiting) {
            const few = held.filter((other) => other === one).length < reserve;
            if (few) expect(held.length).toBe(slots + reserve);
          }
        }
        expect(pool.most()).toBeLessThanOrEqual(slots + reserve);
        for (const claim of claims) claim.release();
        for (let left = calls; left.length > 0; ) {
          for (const { tenantId, state } of left) if (state.has) pool.release(of(tenantId));
          left = left.filter(({ state }) => !state.has);
          await setImmediate();
          if (left.length > 0) expect(left.some(({ state }) => state.has)).toBe(true);
        }
        expect(pool.running()).toBe(0);
        expect(pool.tryClaim()).toBeDefined();
      },
    );
    await fc.assert(property, { numRuns: runs(5_000) });
  });
});

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
