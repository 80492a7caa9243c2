import { describe, expect, it } from "vitest";
import { createPersonRequests } from "#gateway/admission/local-limits.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";

const tenantId = "11111111-1111-4111-8111-111111111111";
const anna = { tenantId, userId: "anna" };
const ben = { tenantId, userId: "ben" };
/** What `admission-limits.ts` says. */
const [openBesideCalls, burstSeconds] = [32, 4];

function requestsOf({ perUser = 8, perSecond = 10 } = {}) {
  const clock = { nowMs: 1_000_000 };
  const requests = createPersonRequests({ limitsOf: () => ({ perUser }), perSecond, now: () => clock.nowMs });
  /** Enters and leaves until a limit says no; the number that came through. */
  const pass = (caller = anna, tries = 1_000) => {
    let passed = 0;
    for (let entered = requests.enter(caller); "leave" in entered && passed < tries; entered = requests.enter(caller)) {
      entered.leave();
      passed += 1;
    }
    return passed;
  };
  return { clock, pass, ...requests };
}

describe("a person's requests", () => {
  it("may be open as many as their calls and some more, and not one beyond until one ends", () => {
    const { enter, pass } = requestsOf({ perUser: 8, perSecond: 1_000 });
    const open = Array.from({ length: 8 + openBesideCalls }, () => enter(anna));
    expect(open.every((entered) => "leave" in entered)).toBe(true);
    expect(enter(anna)).toEqual({ over: "user_requests", retryAfterSeconds: 1 });
    expect(pass(ben, 1)).toBe(1);
    const [first] = open;
    if (first !== undefined && "leave" in first) first.leave();
    expect(enter(anna)).toHaveProperty("leave");
    expect(enter(anna)).toHaveProperty("over", "user_requests");
  });

  it("may come in a burst, and then at an even rate, whatever others send", () => {
    const { clock, pass, enter } = requestsOf({ perSecond: 10 });
    expect(pass()).toBe(10 * burstSeconds);
    expect(enter(anna)).toEqual({ over: "user_rate", retryAfterSeconds: 1 });
    expect(pass(ben)).toBe(10 * burstSeconds);
    clock.nowMs += 1_000;
    expect(pass()).toBe(10);
    clock.nowMs += 3_600_000;
    expect(pass()).toBe(10 * burstSeconds);
  });

  it("that are refused don't put off the time when the next one may come", () => {
    const { clock, pass, enter } = requestsOf({ perSecond: 10 });
    pass();
    for (let count = 0; count < 1_000; count += 1) enter(anna);
    clock.nowMs += 100;
    expect(pass()).toBe(1);
  });

  it("are forgotten with their tenant", () => {
    const { pass, forget } = requestsOf({ perSecond: 10 });
    pass();
    expect(forget(new Set([anna.tenantId]))).toBe(1);
    expect(pass()).toBe(10 * burstSeconds);
  });

  it("cost a few microseconds each, with 20,000 people", async () => {
    const { enter } = requestsOf({ perSecond: 1_000 });
    const people = Array.from({ length: 20_000 }, (_, index) => ({ tenantId, userId: `person-${index}` }));
    const everybody = () => {
      for (const person of people) {
        const entered = enter(person);
        if ("leave" in entered) entered.leave();
      }
    };
    everybody();
    expect((await ownCpuMs(everybody)) / people.length).toBeLessThan(0.02);
  });
});
