import { area, without } from "../removal.ts";

const thread = "workers/watchdog/watchdog-thread.ts";
const loopWatch = "workers/watchdog/watchdog-thread.ts";
const replayGuard = "workers/queue/open-job.ts";
const stuckWorker = ["test/fault/stuck-worker"];

export const watchdog = area("a call that keeps a worker busy, and replays", [
  without(thread, stuckWorker, {
    "ends a process whose event loop is stuck": [
      'process.kill(process.pid, "SIGKILL")',
      "undefined",
      "a call that never ends its turn costs two workers and is",
    ],
  }),
  without(loopWatch, {
    "counts processor time, not that of a starved process": " && reading.cpuMs - turn.cpuMs >= stuckMs",
    "counts its own looks, not what other threads used": "looks * lookEveryMs >= stuckMs && ",
    "begins again with each turn of the loop": "if (reading.beats !== turn?.beats) { → if (turn === undefined) {",
  }),
  without("workers/queue/job-runner.ts", stuckWorker, {
    "tells the caller of a job that two workers were lost with": [
      "await run.reply.error(internalError(referenceId));",
      "",
      "a call that never ends its turn costs two workers and is",
    ],
  }),
  without(replayGuard, { "starts a request twice at most, whatever Redis says": "last === 0 ? run : spent → run" }),
  without("workers/queue/reply-writer.ts", {
    "starts no request again that Redis has the answer of": [
      "      await Promise.all(writes);\n      onAnswered();",
      "      await Promise.all(writes);",
    ],
  }),
]);
