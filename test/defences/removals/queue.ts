import { alike, area } from "../removal.ts";

const assembler = "gateway/queue/reply-inbox.ts";
const envelope = "common/queue/envelope.ts";
const openJob = "workers/queue/open-job.ts";
const inUnit = (...names: string[]) => names.map((name) => `test/unit/${name}`);

export const queue = area("what crosses Redis", [
  {
    defence: "binds a sealed value to what stands beside it",
    file: envelope,
    find: 'return Buffer.from(JSON.stringify(["m365", format, ...context]));',
    put: 'return Buffer.from(JSON.stringify(["m365", format, context.length]));',
  },
  { defence: "verifies that a sealed value is authentic", file: envelope, find: "decipher.final();" },
  {
    defence: "has a key of its own for each request",
    file: envelope,
    find: "const made = deriveKey(key, purpose);",
    put: 'const made = deriveKey(key, "any");',
  },
  ...alike({ file: openJob }, [
    { defence: "refuses a job under another id", find: 'if (requestId !== found.id) return { refusal: "moved" };' },
    { defence: "drops jobs for which nobody waits", find: 'if (expiresAt <= now) return { refusal: "expired" };' },
    {
      defence: "starts no call later than it may wait",
      find: "isLate: isFirst && now > startBy",
      put: "isLate: isFirst && now > startBy + 1e9",
      noticedBy: inUnit("workers/queue/open-job", "workers/queue/job-runner"),
    },
    {
      defence: "starts no run of a request that has ended",
      find: 'if (last === ended) return "over";',
    },
  ]),
  {
    defence: "stops the run of a request that has ended",
    test: "a client of the modern era that closes its connection aborts",
    file: "workers/queue/job-runner.ts",
    find: "      replayGuard.markEnded(requestId);\n      abort(requestId);",
    put: "      replayGuard.markEnded(requestId);",
    noticedBy: ["integration/cancellation"],
    project: "integration",
  },
  {
    defence: "stops a run at its deadline",
    file: "workers/queue/job-runner.ts",
    find: "setTimeout(() => controller.abort(), deadlineMs - redisTime.now())",
    put: "setTimeout(() => controller.abort(), deadlineMs - redisTime.now() + 1e6)",
  },
  ...alike({ file: assembler, noticedBy: inUnit("gateway/queue/frame-assembler") }, [
    {
      defence: "refuses frames of a run that was taken over",
      find: 'if (header.runNumber < current.runNumber) return "superseded";',
    },
    {
      defence: "refuses frames of a second run of the same number",
      find: 'if (header.runId !== current.runId) return "other_run";',
    },
    { defence: "refuses frames that come again", find: 'if (header.sequence < current.next) return "repeated";' },
    {
      defence: "refuses answers that never end",
      find: 'if (size + frame.content.length > maxReplyBytes) return { refusal: "too_large" };',
    },
  ]),
  {
    defence: "removes the waiting job of a call that was given up",
    file: "gateway/queue/run-queued.ts",
    find: "if (!isAnswered) added.then(remove, remove).catch(leaveToExpiry(requestId));",
  },
  {
    defence: "lets a job expire that waited for a connection",
    file: "gateway/queue/bullmq-queues.ts",
    find: "if (isExpiring === 0) await expire();",
    noticedBy: inUnit("gateway/queue/tool-queue"),
  },
  {
    defence: "tells the workers that a request is over",
    test: "a client of the modern era that closes its connection aborts",
    file: "gateway/queue/run-queued.ts",
    find: "queue.announceEnd(requestId).catch(leaveToExpiry(requestId));",
    noticedBy: ["integration/cancellation"],
    project: "integration",
  },
  {
    defence: "runs nothing by a time that stands still",
    test: "a job that is put back 7 s after its deadline, at which TIME",
    file: "workers/queue/job-runner.ts",
    find: "isTimeRight = isRight;",
    put: "isTimeRight = isRight || true;",
    noticedBy: ["frozen-time"],
    project: "integration",
  },
  {
    defence: "notices that Redis' clock stands still or jumped",
    file: "common/queue/redis-time.ts",
    find: "isGoing = samples.every((one) =>",
    put: "isGoing = samples.some((one) =>",
  },
  {
    defence: "notices that the clocks are a minute apart",
    file: "common/queue/redis-time.ts",
    find: "if (Math.abs(offsetMs) <= maxOffsetMs) return undefined;",
    put: "if (Math.abs(offsetMs) <= 1e3 * maxOffsetMs) return undefined;",
  },
  {
    defence: "counts no worker that takes no jobs",
    file: "workers/queue/fleet-heartbeat.ts",
    find: "if (clock.problems().length > 0) await redis.zrem(fleetKey, member);",
    put: "if (clock.problems().length > 9) await redis.zrem(fleetKey, member);",
  },
  {
    defence: "believes no off-boarding message by a time that is wrong",
    file: "common/queue/end-messages.ts",
    find: "if (data === undefined || redisTime.problem() !== undefined) return [];",
    put: "if (data === undefined) return [];",
    noticedBy: inUnit("common/queue/off-boarding-messages"),
  },
  {
    defence: "creates its reply stream without an entry that anybody could read",
    test: "ten restarts of Redis count nothing as rejected, but frames",
    file: "gateway/queue/reply-stream.ts",
    find: 'redis.call("XDEL", KEYS[1], redis.call("XADD", KEYS[1], "*", "born", "1"))',
    put: 'redis.call("XADD", KEYS[1], "*", "born", "1")',
    noticedBy: ["fault/lost-redis"],
    project: "fault",
  },
  {
    defence: "logs what it rejects, and no text that is no request ID",
    file: "common/queue/protocol.ts",
    find: "const isOne = requestIdSchema.safeParse(requestId).success;",
    put: "const isOne = requestId !== undefined;",
    noticedBy: inUnit("gateway/queue/reply-inbox"),
  },
  {
    defence: "deletes frames as it reads them",
    test: "after 200 calls that worked, failed, timed out or were left",
    file: "gateway/queue/reply-stream.ts",
    find: "redis.xdel(stream, ...ids).catch(",
    put: 'redis.xdel(stream, ...ids.slice(0, 0), "0-1").catch(',
    noticedBy: ["nothing-left-behind"],
    project: "integration",
  },
  ...alike({ file: "workers/cursor.ts", noticedBy: inUnit("workers/cursor.foreign") }, [
    {
      defence: "binds a cursor to tenant, user and tool",
      find: "const context = [tenantId, userId, tool, usualTextHash];",
      put: "const context = [tenantId.length, userId.length, tool.length];",
    },
    { defence: "lets a cursor expire", find: "if (opened.readUInt32BE() * 1000 <= now()) throw notACursor();" },
  ]),
]);
