import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import { frameFields, replyStreamKey } from "#common/queue/protocol.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { openReplyInbox } from "#gateway/queue/reply-inbox.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { until } from "#test/support/until.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";

const gatewayId = randomUUID();
const stream = replyStreamKey(gatewayId);
const { redis, connect } = await ownRedis();
const listener = connect();

const { metrics } = createMetrics(gatewayMetrics, { hasExemplars: false });
const openInbox = ({ logger } = recordingLogger()) => openReplyInbox({ redis, listener, gatewayId, metrics, logger });

test("each frame that is rejected has a log line: why and of which request, and nothing else of it", async () => {
  const log = recordingLogger();
  const inbox = await openInbox(log);
  const [expected, over] = [callOf("t"), callOf("t")];
  for (const call of [expected, over])
    inbox.expect(call, createEnvelope([newSealingKey()], call.requestId), () => undefined);
  inbox.forget(over.requestId);
  const unknown = randomUUID();
  const header = JSON.stringify([1, "a".repeat(16), "output", 0, true]);
  const frames = [
    [expected.requestId, header],
    [expected.requestId, "\u001b[2J"],
    [over.requestId, header],
    [unknown, header],
    ["\u001b[2J", header],
  ] as const;
  for (const [id, text] of frames)
    await redis.xadd(
      stream,
      "*",
      ...[frameFields.requestId, id],
      ...[frameFields.header, text, frameFields.sealed, "content"],
    );
  await expect.poll(() => log.text().trim().split("\n")).toHaveLength(frames.length);
  await inbox.close();
  const lines = log.text().trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", reason: "frame_forged", requestId: expected.requestId },
    { level: "warn", reason: "frame_malformed", requestId: expected.requestId },
    { level: "info", reason: "frame_late", requestId: over.requestId },
    { level: "warn", reason: "frame_unknown_request", requestId: unknown },
    { level: "warn", reason: "frame_unknown_request" },
  ]);
  expect(log.text()).not.toMatch(/content|2J/);
});

test("a Redis that lost the stream has it again as soon as it is back, before the next heartbeat", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  try {
    const inbox = await openInbox();
    await redis.del(stream);
    redis.disconnect(true);
    await until("the stream", async () => ((await redis.exists(stream)) === 1 ? true : undefined));
    await inbox.close();
  } finally {
    vi.useRealTimers();
  }
});
