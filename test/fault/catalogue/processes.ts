import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import type { WorkerProcess } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
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

/** One call beside the steady load: its answer as JSON text. */
async function askForMailOnce(
  { gateways, askers }: FaultStage,
  args: Readonly<Record<string, unknown>>,
): Promise<string> {
  const call = { tool: "outlook_email_search", args, token: askers[0]?.token ?? "", url: gateways[0]?.mcpUrl ?? "" };
  return JSON.stringify(await readRpcAnswer(await postToolCall("modern", call)));
}

/** The process with most work in hand, once one has some: a fault that meets an idle one shows nothing. */
async function busiest<P extends WorkerProcess>(processes: readonly P[], metric: string): Promise<P> {
  return await until("a process with work in hand", async () => {
    const all = await Promise.all(
      processes.map(async (process) => ({ process, work: await metricValue(process.opsUrl, metric) })),
    );
    const [first] = all.toSorted((a, b) => b.work - a.work);
    return first !== undefined && first.work > 0 ? first.process : undefined;
  });
}

/** A job that kills whoever opens it: see preloads/die-of-poison.ts. */
function poisonJob(): Fault {
  let answer: Promise<string>;
  let deaths = 0;
  return {
    name: "a job kills every worker that opens it",
    expected:
      "two workers die of it, then it is given up and its caller told; others lose a call only with both workers",
    mayEnd: ["internal"],
    lastsMs: 0,
    inject(stage) {
      answer = askForMailOnce(stage, { query: "poison-pill" });
    },
    async heal(stage) {
      await answer;
      const dead = stage.workers.filter(({ child }) => child.signalCode !== null);
      deaths = dead.length;
      stage.workers.splice(0, stage.workers.length, ...stage.workers.filter((worker) => !dead.includes(worker)));
      await Promise.all(dead.map(() => stage.startWorker()));
    },
    recoversWithinMs: 9_000,
    async judge() {
      const told = await answer;
      const isGivenUp = told.includes("Give your operator this reference");
      return isGivenUp && deaths === 2 ? [] : [`after ${deaths} deaths: ${told}`];
    },
  };
}
