import type { Area } from "../removal.ts";

const thread = "workers/watchdog/watchdog-thread.ts";
const loopWatch = "workers/watchdog/loop-watch.ts";
const suspicion = "workers/queue/suspicion.ts";
const toolWorker = "workers/queue/tool-worker.ts";
const replayGuard = "workers/queue/replay-guard.ts";
const inUnit = (...names: string[]) => names.map((name) => `test/unit/workers/${name}`);
const stuckWorker = { noticedBy: ["test/fault/stuck-worker"], project: "fault" } as const;

export const watchdog: Area = {
  name: "a call that keeps a worker busy, and replays",
  removals: [
    {
      defence: "ends a process whose event loop is stuck",
      file: thread,
      find: 'process.kill(process.pid, "SIGKILL")',
      put: "undefined",
      ...stuckWorker,
    },
    {
      defence: "marks the suspect before it is taken over",
      file: thread,
      find: "suspected = suspect();",
      put: "suspected = Promise.reject(suspect);",
      ...stuckWorker,
    },
    {
      defence: "counts only the loop's own processor time",
      file: loopWatch,
      find: "if (cpuMs >= stuckCpuMs)",
      put: "if (reading.nowMs - turn.nowMs >= stuckCpuMs)",
      noticedBy: inUnit("watchdog/loop-watch"),
    },
    {
      defence: "begins again with each turn of the loop",
      file: loopWatch,
      find: "if (reading.beats !== turn?.beats) {",
      put: "if (turn === undefined) {",
      noticedBy: inUnit("watchdog/loop-watch"),
    },
    {
      defence: "spares the jobs beside the suspect",
      file: suspicion,
      find: 'redis.call("HINCRBY", key, "stc", -1)',
      put: 'redis.call("HINCRBY", key, "stc", 0)',
      noticedBy: inUnit("queue/suspicion"),
    },
    {
      defence: "makes nothing of a job that is gone",
      file: suspicion,
      find: 'if redis.call("EXISTS", key) == 1 then',
      put: "if true then",
      noticedBy: inUnit("queue/suspicion"),
    },
    {
      defence: "runs a suspect alone",
      file: toolWorker,
      find: "(found.suspicion === undefined ? beside : alone)(() => run(found))",
      put: "(found === undefined ? alone : beside)(() => run(found))",
      noticedBy: inUnit("queue/lone-jobs"),
    },
    {
      defence: "puts back what comes while a suspect runs",
      file: toolWorker,
      find: 'if (found.suspicion === undefined && isClosed()) return "later";',
      put: "",
      noticedBy: inUnit("queue/lone-jobs"),
    },
    {
      defence: "lets a suspect wait for the others",
      file: "workers/queue/lone-jobs.ts",
      find: "await whenEmpty.promise;",
      put: "",
      noticedBy: inUnit("queue/lone-jobs"),
    },
    {
      defence: "starts a request twice at most, whatever Redis says",
      file: replayGuard,
      find: "last === 0 ? run : spent",
      put: "run",
      noticedBy: inUnit("queue/replay-guard"),
    },
    {
      defence: "starts no request again that Redis has the answer of",
      file: "workers/queue/reply-writer.ts",
      find: "      await Promise.all(writes);\n      onAnswered();",
      put: "      await Promise.all(writes);",
      noticedBy: inUnit("queue/reply-writer"),
    },
  ],
};
