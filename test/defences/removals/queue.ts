import type { Area } from "../removal.ts";

const assembler = "gateway/queue/frame-assembler.ts";
const envelope = "common/queue/envelope.ts";
const openJob = "workers/queue/open-job.ts";
const inUnit = (...names: string[]) => names.map((name) => `test/unit/${name}`);

export const queue: Area = {
  name: "what crosses Redis",
  removals: [
    {
      defence: "binds a sealed value to what stands beside it",
      file: envelope,
      find: 'return Buffer.from(JSON.stringify(["m365", format, ...context]));',
      put: 'return Buffer.from(JSON.stringify(["m365", format, context.length]));',
      noticedBy: inUnit("common/queue/envelope"),
    },
    {
      defence: "verifies that a sealed value is authentic",
      file: envelope,
      find: "decipher.final();",
      put: "",
      noticedBy: inUnit("common/queue/envelope"),
    },
    {
      defence: "has a key of its own for each request",
      file: envelope,
      find: "const made = deriveKey(key, purpose);",
      put: 'const made = deriveKey(key, "any");',
      noticedBy: inUnit("common/queue/envelope"),
    },
    {
      defence: "refuses a job under another id",
      file: openJob,
      find: 'if (requestId !== found.id) return { refusal: "moved" };',
      put: "",
      noticedBy: inUnit("workers/queue/open-job"),
    },
    {
      defence: "drops jobs for which nobody waits",
      file: openJob,
      find: 'if (expiresAt <= now) return { refusal: "expired" };',
      put: "",
      noticedBy: inUnit("workers/queue/open-job"),
    },
    {
      defence: "starts no call later than it may wait",
      file: openJob,
      find: "isLate: isFirst && now > startBy",
      put: "isLate: isFirst && now > startBy + 1e9",
      noticedBy: inUnit("workers/queue/open-job", "workers/queue/job-runner"),
    },
    {
      defence: "starts no run of a request that has ended",
      file: "workers/queue/replay-guard.ts",
      find: 'if (last === ended) return "over";',
      put: "",
      noticedBy: inUnit("workers/queue/replay-guard"),
    },
    {
      defence: "stops the run of a request that has ended",
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
      noticedBy: inUnit("workers/queue/job-runner"),
    },
    {
      defence: "refuses frames of a run that was taken over",
      file: assembler,
      find: 'if (header.runNumber < current.runNumber) return "superseded";',
      put: "",
      noticedBy: inUnit("gateway/queue/frame-assembler"),
    },
    {
      defence: "refuses frames of a second run of the same number",
      file: assembler,
      find: 'if (header.runId !== current.runId) return "other_run";',
      put: "",
      noticedBy: inUnit("gateway/queue/frame-assembler"),
    },
    {
      defence: "refuses frames that come again",
      file: assembler,
      find: 'if (header.sequence < current.next) return "repeated";',
      put: "",
      noticedBy: inUnit("gateway/queue/frame-assembler"),
    },
    {
      defence: "refuses answers that never end",
      file: assembler,
      find: 'if (size + frame.content.length > maxReplyBytes) return { refusal: "too_large" };',
      put: "",
      noticedBy: inUnit("gateway/queue/frame-assembler"),
    },
    {
      defence: "removes the waiting job of a call that was given up",
      file: "gateway/queue/run-queued.ts",
      find: "if (!isAnswered) added.then(remove, remove).catch(leaveToExpiry(requestId));",
      put: "",
      noticedBy: inUnit("gateway/queue/run-queued"),
    },
    {
      defence: "lets a job expire that waited for a connection",
      file: "gateway/queue/bullmq-queues.ts",
      find: "if (isExpiring === 0) await expire();",
      put: "",
      noticedBy: inUnit("gateway/queue/tool-queue"),
    },
    {
      defence: "tells the workers that a request is over",
      file: "gateway/queue/run-queued.ts",
      find: "queue.announceEnd(requestId).catch(leaveToExpiry(requestId));",
      put: "",
      noticedBy: ["integration/cancellation"],
      project: "integration",
    },
    {
      defence: "deletes frames as it reads them",
      file: "gateway/queue/reply-stream.ts",
      find: "redis.xdel(stream, ...ids).catch(",
      put: 'redis.xdel(stream, ...ids.slice(0, 0), "0-1").catch(',
      noticedBy: ["t23-nothing-left-behind"],
      project: "integration",
    },
    {
      defence: "binds a cursor to tenant, user and tool",
      file: "workers/cursor.ts",
      find: "const context = [tenantId, userId, tool];",
      put: "const context = [tenantId.length, userId.length, tool.length];",
      noticedBy: inUnit("workers/t14-cursors"),
    },
    {
      defence: "lets a cursor expire",
      file: "workers/cursor.ts",
      find: "if (opened.readUInt32BE() * 1000 <= now()) throw notACursor();",
      put: "",
      noticedBy: inUnit("workers/t14-cursors"),
    },
  ],
};
