import type { Area } from "../removal.ts";

const thread = "workers/watchdog/watchdog-thread.ts";
const loopWatch = "workers/watchdog/loop-watch.ts";
const replayGuard = "workers/queue/open-job.ts";
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
      defence: "counts processor time, not that of a starved process",
      file: loopWatch,
      find: " && reading.cpuMs - turn.cpuMs >= stuckMs",
      put: "",
      noticedBy: inUnit("watchdog/loop-watch"),
    },
    {
      defence: "counts its own looks, not what other threads used",
      file: loopWatch,
      find: "looks * lookEveryMs >= stuckMs && ",
      put: "",
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
      defence: "tells the caller of a job that two workers were lost with",
      file: "workers/queue/job-runner.ts",
      find: "await run.reply.error(internalError(referenceId));",
      put: "",
      ...stuckWorker,
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
