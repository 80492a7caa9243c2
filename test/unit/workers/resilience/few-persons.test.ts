// A service that is down, in an installation with fewer active persons than open a breaker for everybody.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { AttemptFailure } from "#workers/resilience/attempt-failure.ts";
import { createBreakerLayer } from "#workers/resilience/breaker-layer.ts";
import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";
import { createRetryLayer } from "#workers/resilience/retry-layer.ts";
import { answer, countedMetrics, delay, requestOf } from "./layer-fixture.ts";

let close: () => void = () => undefined;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  close();
  vi.useRealTimers();
});

const windowMs = 10_000;

/** Persons of one tenant, who ask through retries and breakers until the test is over. */
function installation() {
  const { metrics, read } = countedMetrics();
  const options = { metrics, now: Date.now, random: () => 0.5 };
  const breaker = createBreakerLayer(options);
  const service: { outcome: GraphAnswer | Error; requests: number } = {
    outcome: new AttemptFailure("network", "ECONNRESET"),
    requests: 0,
  };
  const send = createRetryLayer({ ...options, delay })(
    breaker.layer(async () => {
      service.requests += 1;
      if (service.outcome instanceof Error) throw service.outcome;
      return service.outcome;
    }),
  );
  let isOver = false;
  close = () => {
    isOver = true;
    breaker.close();
  };
  const ends = { answered: 0, failed: 0, refused: 0 };
  async function askOnce(userId: string) {
    try {
      await send(requestOf({ userId, deadlineMs: Date.now() + 25_000 }));
      ends.answered += 1;
    } catch (error) {
      if (error instanceof ToolError)
        expect(error).toMatchObject({ code: "unavailable", details: { retryAfterSeconds: expect.any(Number) } });
      ends[error instanceof ToolError ? "refused" : "failed"] += 1;
    }
  }
  /** Asks again a tenth of a second after each answer, by four calls at once. */
  function askOnAndOn(userId: string) {
    for (let call = 0; call < 4; call += 1) {
      void (async () => {
        while (!isOver) {
          await askOnce(userId);
          await delay(100);
        }
      })();
    }
  }
  /** How many requests come to the service in the next ten seconds. */
  async function requestsInWindow() {
    const before = service.requests;
    await vi.advanceTimersByTimeAsync(windowMs);
    return service.requests - before;
  }
  const personalOpenings = () => read("m365_breaker_personal_openings_total", { service: "outlook" });
  return { service, ends, askOnce, askOnAndOn, requestsInWindow, personalOpenings };
}

describe.each([["one person"], ["two persons"]])("a service that is down, asked on and on by %s", (who) => {
  const users = who === "one person" ? ["anna"] : ["anna", "bert"];

  it("is only probed from then on, each with a time to come back, and serves again when a probe works", async () => {
    const { service, ends, askOnAndOn, requestsInWindow, personalOpenings } = installation();
    for (const user of users) askOnAndOn(user);
    // 20 first tries of each, those that were under way, and the retries that a process may send.
    expect(await requestsInWindow()).toBeLessThanOrEqual(users.length * (20 + 3) + 12);
    for (let window = 0; window < 5; window += 1)
      expect(await requestsInWindow()).toBeLessThanOrEqual(users.length * 2);
    expect(await personalOpenings()).toBeGreaterThanOrEqual(users.length);
    expect(ends.answered).toBe(0);
    expect(ends.refused).toBeGreaterThan(ends.failed);
    service.outcome = answer(200);
    await requestsInWindow();
    const [answered, refused] = [ends.answered, ends.refused];
    await requestsInWindow();
    expect(ends.answered).toBeGreaterThan(answered);
    expect(ends.refused).toBe(refused);
  });

  it("is still asked for somebody else, who learns by themselves that it is down, or not", async () => {
    const { service, ends, askOnAndOn, requestsInWindow, askOnce } = installation();
    for (const user of users) askOnAndOn(user);
    await requestsInWindow();
    service.outcome = answer(200);
    await askOnce("carla");
    expect(ends.answered).toBe(1);
  });
});

it("who asks now and then is told each time that a service is down, after three requests at most", async () => {
  const { service, ends, askOnce } = installation();
  for (let call = 0; call < 30; call += 1) {
    void askOnce("anna");
    await vi.advanceTimersByTimeAsync(2_000);
  }
  expect(ends).toEqual({ answered: 0, failed: 30, refused: 0 });
  expect(service.requests).toBeLessThanOrEqual(90);
  service.outcome = answer(200);
  await askOnce("anna");
  expect(ends.answered).toBe(1);
});
