import { alike, area } from "../removal.ts";

const thread = "workers/watchdog/watchdog-thread.ts";
const loopWatch = "workers/watchdog/watchdog-thread.ts";
const replayGuard = "workers/queue/open-job.ts";
const stuckWorker = { noticedBy: ["test/fault/stuck-worker"], project: "fault" } as const;

export const watchdog = area("a call that keeps a worker busy, and replays", [
  {
    defence: "ends a process whose event loop is stuck",
    test: "a call that never ends its turn costs two workers and is",
    file: thread,
    find: 'process.kill(process.pid, "SIGKILL")',
    put: "undefined",
    ...stuckWorker,
  },
  ...alike({ file: loopWatch }, [
    {
      defence: "counts processor time, not that of a starved process",
      find: " && reading.cpuMs - turn.cpuMs >= stuckMs",
    },
    { defence: "counts its own looks, not what other threads used", find: "looks * lookEveryMs >= stuckMs && " },
    {
      defence: "begins again with each turn of the loop",
      find: "if (reading.beats !== turn?.beats) {",
      put: "if (turn === undefined) {",
    },
  ]),
  {
    defence: "tells the caller of a job that two workers were lost with",
    test: "a call that never ends its turn costs two workers and is",
    file: "workers/queue/job-runner.ts",
    find: "await run.reply.error(internalError(referenceId));",
    ...stuckWorker,
  },
  {
    defence: "starts a request twice at most, whatever Redis says",
    file: replayGuard,
    find: "last === 0 ? run : spent",
    put: "run",
  },
  {
    defence: "starts no request again that Redis has the answer of",
    file: "workers/queue/reply-writer.ts",
    find: "      await Promise.all(writes);\n      onAnswered();",
    put: "      await Promise.all(writes);",
  },
]);
