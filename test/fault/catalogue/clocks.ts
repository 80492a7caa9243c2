import type { WorkerProcess } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
import { preload } from "./preloads/preload.ts";
import { swapWorkers } from "./rolling.ts";

const fiveMinutes = 300_000;
const queueWaitMs = 6_000;

const offBy = (offsetMs: number) => ({ ...preload("shift-clock"), CLOCK_OFFSET_MS: String(offsetMs) });

function wrongClocks(says: string, offsetMs: number): Fault {
  let readiness: readonly string[] = [];
  return {
    name: `the clocks of all workers are 5 minutes ${says}`,
    expected: "they are not ready, say why and start no call, and calls are told to come back",
    mustEnd: "unavailable",
    // Who waited for most of the time is served with little left.
    mayEnd: ["deadline_exceeded"],
    lastsMs: queueWaitMs + 1_000,
    // Workers that have just started first serve who waited all the time, of whom the last may meet their deadline.
    recoversWithinMs: 10_000,
    async inject(stage) {
      await swapWorkers(stage, offBy(offsetMs));
      readiness = await Promise.all(stage.workers.map(async ({ opsUrl }) => (await fetch(`${opsUrl}/readyz`)).text()));
    },
    heal: (stage) => swapWorkers(stage),
    judge: () => readiness.filter((text) => !/clock is \d+ s (?:ahead of|behind) Redis'/.test(text)),
  };
}

function step({ workers }: FaultStage): void {
  for (const worker of workers) worker.kill("SIGUSR2");
}

const steppingClocks = (says: string, offsetMs: number): Fault => ({
  name: `the clocks of all workers step 5 minutes ${says} while they work, and back`,
  expected:
    "calls that are at Graph in that moment may end at once, and others wait for the clock or are told to come back",
  mayEnd: ["deadline_exceeded", "unavailable"],
  lastsMs: 2_000,
  recoversWithinMs: 10_000,
  async inject(stage) {
    await swapWorkers(stage, { ...offBy(offsetMs), CLOCK_STEPS: "later" });
    step(stage);
  },
  heal: step,
});

function wrongGateway(): Fault {
  let wrong: WorkerProcess;
  return {
    name: "a gateway starts on a machine whose clock is 5 minutes ahead",
    expected: "it is not ready and says why, so that no load balancer sends it a call",
    lastsMs: 0,
    async inject({ stack }) {
      wrong = await stack.startGateway(offBy(fiveMinutes));
    },
    async judge() {
      const readiness = await until("an answer", async () => await (await fetch(`${wrong.opsUrl}/readyz`)).text());
      wrong.kill("SIGKILL");
      const lines = wrong.log.filter((line) => line.includes("clock against Redis'")).length;
      return [
        ...(/clock is \d+ s ahead of Redis'/.test(readiness) ? [] : [`readiness says ${readiness}`]),
        ...(lines === 1 ? [] : [`${lines} log lines about the clock`]),
      ];
    },
  };
}

const faults: readonly Fault[] = [
  wrongGateway(),
  wrongClocks("ahead", fiveMinutes),
  wrongClocks("behind", -fiveMinutes),
  steppingClocks("ahead", fiveMinutes),
  steppingClocks("back", -fiveMinutes),
];

/** Workers that start take a busy machine's time for calls, which may wait for it. */
const gatewayEnvironment = { QUEUE_WAIT_MS: String(queueWaitMs) };

export const clocks: Family = { name: "clocks", stage: { deadlineMs: 8_000, gateways: 1, gatewayEnvironment }, faults };
