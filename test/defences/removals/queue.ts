import { area, without } from "../removal.ts";

const assembler = "gateway/queue/reply-inbox.ts";
const envelope = "common/queue/envelope.ts";
const openJob = "workers/queue/open-job.ts";
const inUnit = (...names: string[]) => names.map((name) => `test/unit/${name}`);

export const queue = area("what crosses Redis", [
  without(envelope, {
    "binds a sealed value to what stands beside it": [
      'return Buffer.from(JSON.stringify(["m365", format, ...context]));',
      'return Buffer.from(JSON.stringify(["m365", format, context.length]));',
    ],
    "verifies that a sealed value is authentic": "decipher.final();",
    "has a key of its own for each request":
      'const made = deriveKey(key, purpose); → const made = deriveKey(key, "any");',
  }),
  without(openJob, {
    "refuses a job under another id": 'if (requestId !== found.id) return { refusal: "moved" };',
    "drops jobs for which nobody waits": 'if (expiresAt <= now) return { refusal: "expired" };',
    "starts no run of a request that has ended": 'if (last === ended) return "over";',
  }),
  without(openJob, inUnit("workers/queue/open-job", "workers/queue/job-runner"), {
    "starts no call later than it may wait":
      "isLate: isFirst && now > startBy → isLate: isFirst && now > startBy + 1e9",
  }),
  without("workers/queue/job-runner.ts", ["integration/cancellation"], {
    "stops the run of a request that has ended": [
      "      replayGuard.markEnded(requestId);\n      abort(requestId);",
      "      replayGuard.markEnded(requestId);",
      "a client of the modern era that closes its connection aborts",
    ],
  }),
  without("workers/queue/job-runner.ts", {
    "stops a run at its deadline": [
      "setTimeout(() => controller.abort(), deadlineMs - redisTime.now())",
      "setTimeout(() => controller.abort(), deadlineMs - redisTime.now() + 1e6)",
    ],
  }),
  without(assembler, inUnit("gateway/queue/frame-assembler"), {
    "refuses frames of a run that was taken over": 'if (header.runNumber < current.runNumber) return "superseded";',
    "refuses frames of a second run of the same number": 'if (header.runId !== current.runId) return "other_run";',
    "refuses frames that come again": 'if (header.sequence < current.next) return "repeated";',
    "refuses answers that never end":
      'if (size + frame.content.length > maxReplyBytes) return { refusal: "too_large" };',
  }),
  without("gateway/queue/run-queued.ts", {
    "removes the waiting job of a call that was given up":
      "if (!isAnswered) added.then(remove, remove).catch(leaveToExpiry(requestId));",
  }),
  without("gateway/queue/bullmq-queues.ts", inUnit("gateway/queue/tool-queue"), {
    "lets a job expire that waited for a connection": "if (isExpiring === 0) await expire();",
  }),
  without("gateway/queue/run-queued.ts", ["integration/cancellation"], {
    "tells the workers that a request is over": [
      "queue.announceEnd(requestId).catch(leaveToExpiry(requestId));",
      "",
      "a client of the modern era that closes its connection aborts",
    ],
  }),
  without("workers/queue/job-runner.ts", ["integration/frozen-time"], {
    "runs nothing by a time that stands still": [
      "isTimeRight = isRight;",
      "isTimeRight = isRight || true;",
      "a job that is put back 7 s after its deadline, at which TIME",
    ],
  }),
  without("common/queue/redis-time.ts", {
    "notices that Redis' clock stands still or jumped":
      "isGoing = samples.every((one) => → isGoing = samples.some((one) =>",
    "notices that the clocks are a minute apart": [
      "if (Math.abs(offsetMs) <= maxOffsetMs) return undefined;",
      "if (Math.abs(offsetMs) <= 1e3 * maxOffsetMs) return undefined;",
    ],
  }),
  without("workers/queue/fleet-heartbeat.ts", {
    "counts no worker that takes no jobs": [
      "if (clock.problems().length > 0) await redis.zrem(fleetKey, member);",
      "if (clock.problems().length > 9) await redis.zrem(fleetKey, member);",
    ],
  }),
  without("common/queue/end-messages.ts", inUnit("common/queue/off-boarding-messages"), {
    "believes no off-boarding message by a time that is wrong": [
      "if (data === undefined || redisTime.problem() !== undefined) return [];",
      "if (data === undefined) return [];",
    ],
  }),
  without("gateway/queue/reply-stream.ts", inUnit("gateway/queue/reply-inbox"), {
    "creates its reply stream without an entry that anybody could read": [
      'redis.call("XDEL", KEYS[1], redis.call("XADD", KEYS[1], "*", "born", "1"))',
      'redis.call("XADD", KEYS[1], "*", "born", "1")',
    ],
  }),
  without("common/queue/protocol.ts", inUnit("gateway/queue/reply-inbox"), {
    "logs what it rejects, and no text that is no request ID":
      "const isOne = requestIdSchema.safeParse(requestId).success; → const isOne = requestId !== undefined;",
  }),
  without("gateway/queue/reply-stream.ts", ["integration/nothing-left-behind"], {
    "deletes frames as it reads them": [
      "redis.xdel(stream, ...ids).catch(",
      'redis.xdel(stream, ...ids.slice(0, 0), "0-1").catch(',
      "after 200 calls that worked, failed, timed out or were left",
    ],
  }),
  without("workers/cursor.ts", inUnit("workers/cursor.foreign"), {
    "binds a cursor to tenant, user and tool": [
      "const context = [tenantId, userId, tool, usualTextHash];",
      "const context = [tenantId.length, userId.length, tool.length];",
    ],
    "lets a cursor expire": "if (opened.readUInt32BE() * 1000 <= now()) throw notACursor();",
  }),
]);
