import type { Family, Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
import { poisonJob } from "./poison.ts";
import { preload } from "./preloads/preload.ts";

/** A killed worker's job is taken over after its lock of 5 s has ended, by a look every 2 s. */
const takeOverMs = 9_000;

const killOldest = (stage: FaultStage, count = 1) => {
  for (const worker of stage.workers.splice(0, count)) worker.kill("SIGKILL");
};

async function replaceGateway(stage: FaultStage): Promise<void> {
  const [victim] = stage.gateways.splice(0, 1);
  await victim?.ended;
  await stage.startGateway({ PORT: new URL(victim?.mcpUrl ?? "").port });
}

const faults: readonly Fault[] = [
  {
    name: "a gateway is killed (SIGKILL) and another takes its port",
    expected: "its calls lose their connection; nobody else notices",
    mayEnd: ["connection_lost"],
    mustEnd: "connection_lost",
    lastsMs: 0,
    async inject(stage) {
      stage.gateways[0]?.kill("SIGKILL");
      await replaceGateway(stage);
    },
  },
  {
    name: "a worker is killed (SIGKILL)",
    expected: "another worker takes its calls over, and all are answered",
    lastsMs: 0,
    inject: killOldest,
    heal: async (stage) => void (await stage.startWorker()),
    recoversWithinMs: takeOverMs,
  },
  {
    name: "two of three workers are killed at once",
    expected: "the third takes their calls over, and all are answered",
    lastsMs: 0,
    inject: (stage) => killOldest(stage, 2),
    async heal(stage) {
      await Promise.all([stage.startWorker(), stage.startWorker()]);
    },
    recoversWithinMs: takeOverMs,
  },
  {
    name: "all workers are killed, and new ones start 3 s later",
    expected: "calls that run are taken over; new ones are told to come back when no worker started them in time",
    mayEnd: ["unavailable"],
    mustEnd: "unavailable",
    lastsMs: 3_000,
    inject: (stage) => killOldest(stage, 3),
    async heal(stage) {
      await Promise.all([stage.startWorker(), stage.startWorker(), stage.startWorker()]);
    },
    recoversWithinMs: takeOverMs,
  },
  {
    name: "a worker stands still for 8 s (SIGSTOP, SIGCONT)",
    expected: "another worker takes its calls over; what it says when it goes on is not believed",
    lastsMs: 8_000,
    inject: ({ workers }) => workers[0]?.kill("SIGSTOP"),
    heal: ({ workers }) => workers[0]?.kill("SIGCONT"),
  },
  {
    name: "a worker stands still for 2 s",
    expected: "its calls take that much longer, and all are answered",
    lastsMs: 2_000,
    inject: ({ workers }) => workers[0]?.kill("SIGSTOP"),
    heal: ({ workers }) => workers[0]?.kill("SIGCONT"),
  },
  {
    name: "a gateway stands still for 3 s",
    expected: "its calls take that much longer, and all are answered",
    lastsMs: 3_000,
    inject: ({ gateways }) => gateways[0]?.kill("SIGSTOP"),
    heal: ({ gateways }) => gateways[0]?.kill("SIGCONT"),
  },
  poisonJob(),
];

export const processes: Family = {
  name: "processes",
  stage: { deadlineMs: 16_000, workers: 3, workerEnvironment: preload("die-of-poison") },
  faults,
};
