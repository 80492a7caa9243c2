import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createOffBoardingMessages } from "#common/queue/end-messages.ts";
import { endChannel } from "#common/queue/protocol.ts";
import { createAnnounceOffBoarding } from "#gateway/tenants/off-board-tenants.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { ownTime } from "./tool-queue-fixture.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function announcer(answer: () => Promise<number> = async () => 1) {
  const messages = createOffBoardingMessages([newSealingKey()], ownTime);
  const told: (readonly string[] | undefined)[] = [];
  const enabled = new Set<string>();
  const announcer = createAnnounceOffBoarding({
    redis: {
      spublish(channel: unknown, message: unknown) {
        expect(channel).toBe(endChannel);
        told.push(messages.read(String(message)));
        return answer();
      },
    },
    messages,
    isEnabled: (tenantId) => enabled.has(tenantId),
    logger: recordingLogger().logger,
    now: Date.now,
  });
  return { ...announcer, told, enabled };
}

describe("tenants that may no longer call", () => {
  it("are announced at once and every 5 s for a minute, and then no more", async () => {
    const { announce, told } = announcer();
    const tenantId = randomUUID();
    const before = vi.getTimerCount();
    announce([tenantId]);
    expect(told).toEqual([[tenantId]]);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(told).toEqual(Array.from({ length: 12 }, () => [tenantId]));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(told).toHaveLength(12);
    // Other files of the process may have timers of their own, which can only end meanwhile.
    expect(vi.getTimerCount()).toBeLessThanOrEqual(before);
  });

  it("are announced again although Redis did not accept the first messages", async () => {
    let isAway = true;
    const { announce, told } = announcer(async () => {
      if (isAway) throw new Error("Redis is away");
      return 1;
    });
    announce([randomUUID()]);
    await vi.advanceTimersByTimeAsync(5_000);
    isAway = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toHaveLength(3);
  });

  it("are announced no more when they have come back, while others are", async () => {
    const { announce, told, enabled } = announcer();
    const [back, gone] = [randomUUID(), randomUUID()];
    announce([back]);
    announce([gone]);
    expect(told).toEqual([[back], [back, gone]]);
    enabled.add(back);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told.at(-1)).toEqual([gone]);
  });

  it("are announced by several messages when they are very many, and none is left out", async () => {
    const { announce, told } = announcer();
    const ids = Array.from({ length: 1_200 }, () => randomUUID());
    announce(ids);
    await vi.advanceTimersByTimeAsync(1);
    expect(told.map((message) => message?.length)).toEqual([500, 500, 200]);
    expect(told.flat()).toEqual(ids);
  });
});
