import type { WorkerProcess } from "#test/support/stack.ts";
import { askForMailOnce } from "./ask-once.ts";
import { busiest } from "./busiest.ts";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
import { poisonJob } from "./poison.ts";
import { preload } from "./preloads/preload.ts";

/** A killed worker's job is taken over after its lock of 5 s has ended, by a look every 2 s. */
const takeOverMs = 9_000;

const busiestWorker = ({ workers }: FaultStage) => busiest(workers, "m365_worker_jobs_active");
const busiestGateway = ({ gateways }: FaultStage) => busiest(gateways, "m365_tool_calls_in_flight");

/** The busiest first. */
async function killWorkers(stage: FaultStage, count = 1): Promise<void> {
  const first = await busiestWorker(stage);
  const others = stage.workers.filter((worker) => worker !== first);
  for (const worker of [first, ...others].slice(0, count)) worker.kill("SIGKILL");
  stage.workers.splice(0, stage.workers.length, ...others.slice(count - 1));
}

async function replaceKilledGateway(stage: FaultStage): Promise<void> {
  const victim = await busiestGateway(stage);
  victim.kill("SIGKILL");
  await victim.ended;
  stage.gateways.splice(stage.gateways.indexOf(victim), 1);
  await stage.startGateway({ PORT: new URL(victim.mcpUrl).port });
}

/** SIGSTOP to the busiest, and SIGCONT to the same one. */
function standsStill(pick: (stage: FaultStage) => Promise<WorkerProcess>): Pick<Fault, "inject" | "heal"> {
  let stopped: WorkerProcess;
  return {
    async inject(stage) {
      stopped = await pick(stage);
      stopped.kill("SIGSTOP");
    },
    heal: () => stopped.kill("SIGCONT"),
  };
}

/** All that run may be running calls, which are taken over: so somebody asks when no worker is there. */
function allWorkersKilled(): Fault {
  let answer: Promise<string>;
  return {
    name: "all workers are killed, and new ones start 3 s later",
    expected: "calls that run are taken over; new ones are told to come back when no worker started them in time",
    // Those that wait longest, where a start takes longer than usual.
    mayEnd: ["unavailable", "deadline_exceeded"],
    lastsMs: 3_000,
    async inject(stage) {
      await killWorkers(stage, 3);
      answer = askForMailOnce(stage, { limit: 25 });
    },
    async heal(stage) {
      await Promise.all([stage.startWorker(), stage.startWorker(), stage.startWorker()]);
    },
    recoversWithinMs: takeOverMs,
    async judge() {
      const told = await answer;
      return told.includes("unavailable") ? [] : [`with no worker there: ${told}`];
    },
  };
}

const faults: readonly Fault[] = [
  {
    name: "a gateway is killed (SIGKILL) and another takes its port",
    expected: "its calls lose their connection; nobody else notices",
    mayEnd: ["connection_lost"],
    mustEnd: "connection_lost",
    lastsMs: 0,
    inject: replaceKilledGateway,
  },
  {
    name: "a worker is killed (SIGKILL)",
    expected: "another worker takes its calls over, and all are answered",
    lastsMs: 0,
    inject: (stage) => killWorkers(stage),
    heal: async (stage) => void (await stage.startWorker()),
    recoversWithinMs: takeOverMs,
  },
  {
    name: "two of three workers are killed at once",
    expected: "the third takes their calls over, and all are answered",
    lastsMs: 0,
    inject: (stage) => killWorkers(stage, 2),
    async heal(stage) {
      await Promise.all([stage.startWorker(), stage.startWorker()]);
    },
    recoversWithinMs: takeOverMs,
  },
  allWorkersKilled(),
  {
    name: "a worker stands still for 8 s (SIGSTOP, SIGCONT)",
    expected: "another worker takes its calls over, and what it says when it goes on is not believed",
    lastsMs: 8_000,
    ...standsStill(busiestWorker),
  },
  {
    name: "a worker stands still for 2 s",
    expected: "its calls take that much longer; one that it was taking may be told to come back",
    // It starts later than QUEUE_WAIT_MS allows.
    mayEnd: ["unavailable"],
    lastsMs: 2_000,
    ...standsStill(busiestWorker),
  },
  {
    name: "a gateway stands still for 3 s",
    expected: "its calls take that much longer; one that it was queueing may be told to come back",
    mayEnd: ["unavailable"],
    leastSlowestMs: 3_000,
    lastsMs: 3_000,
    ...standsStill(busiestGateway),
  },
  poisonJob(),
];

export const processes: Family = {
  name: "processes",
  stage: { deadlineMs: 16_000, workers: 3, workerEnvironment: preload("die-of-poison") },
  faults,
};
