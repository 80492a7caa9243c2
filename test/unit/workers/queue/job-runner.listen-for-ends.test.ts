import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { createEndMessages, createOffBoardingMessages } from "#common/queue/end-messages.ts";
import { endChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { listenForEnds } from "#workers/queue/job-runner.ts";

test("a worker hears which requests have ended and which tenants left, from gateways alone", async () => {
  let nowMs = 1_000_000;
  const ring: SealingKeys = [newSealingKey()];
  const time = { now: () => nowMs, problem: () => undefined };
  const of = (keys: SealingKeys) => [createEndMessages(keys), createOffBoardingMessages(keys, time)] as const;
  const [endMessages, offBoardingMessages] = of(ring);
  const [foreignEnds, foreignOffBoarding] = of([newSealingKey()]);
  const heard: unknown[] = [];
  // The only command that is used.
  const listener = Object.assign(new EventEmitter(), { ssubscribe: async () => 1 }) as unknown as RedisConnection;
  await listenForEnds({
    listener,
    endMessages,
    offBoardingMessages,
    onEnd: (requestId) => heard.push({ requestId }),
    onOffBoarding: (tenantIds) => heard.push({ tenantIds }),
    onForged: () => heard.push("forged"),
  });
  const say = (message: string, channel: string = endChannel) => {
    heard.length = 0;
    listener.emit("smessage", channel, message);
    return [...heard];
  };

  const [requestId, tenantId] = [randomUUID(), randomUUID()];
  expect(say(endMessages.write([requestId]))).toEqual([{ requestId }]);
  const message = offBoardingMessages.write([tenantId]);
  expect(say(message)).toEqual([{ tenantIds: [tenantId] }]);
  expect(say(message, "{m365}:elsewhere")).toEqual([]);
  for (const forged of [
    foreignEnds.write([requestId]),
    foreignOffBoarding.write([tenantId]),
    "",
    message.slice(0, -8),
  ]) {
    expect(say(forged)).toEqual(["forged"]);
  }
  nowMs += 61_000;
  expect(say(message)).toEqual([]);
});
