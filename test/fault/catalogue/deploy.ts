import { randomBytes } from "node:crypto";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
import { replaceAll, replaceGateways, replaceWorkers } from "./rolling.ts";

const newKey = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;

/** docs/rotate.md: the new key is known everywhere before anybody seals with it. */
async function rotateKeys(stage: FaultStage): Promise<void> {
  const old = stage.stack.environment.SEALING_KEYS ?? "";
  const next = newKey("next");
  await replaceWorkers(stage, { SEALING_KEYS: `${old},${next}` });
  await replaceGateways(stage, { SEALING_KEYS: `${old},${next}` });
  await replaceAll(stage, { SEALING_KEYS: `${next},${old}` });
  await replaceAll(stage, { SEALING_KEYS: next });
}

/** docs/rotate.md, in a hurry: only the new key, everywhere, at once. */
async function replaceKeys(stage: FaultStage): Promise<void> {
  const [gateways, workers] = [stage.gateways.splice(0), stage.workers.splice(0)];
  for (const process of [...gateways, ...workers]) process.kill("SIGKILL");
  const only = { SEALING_KEYS: newKey("hurried") };
  const start = [stage.startGateway(only), stage.startGateway(only), stage.startWorker(only), stage.startWorker(only)];
  await Promise.all(start);
}

const faults: readonly Fault[] = [
  {
    name: "sealing keys are replaced at once, because one has leaked",
    expected: "calls that run fail; new ones are answered",
    mayEnd: ["connection_lost", "unavailable", "deadline_exceeded"],
    mustEnd: "connection_lost",
    lastsMs: 0,
    inject: replaceKeys,
  },
  {
    name: "every gateway and worker is replaced, one after the other",
    expected: "no call fails",
    lastsMs: 0,
    inject: (stage) => replaceAll(stage),
  },
  {
    name: "sealing keys are rotated in the documented steps, three times all processes",
    expected: "no call fails",
    lastsMs: 0,
    inject: rotateKeys,
  },
  {
    name: "Entra's signing key changes, and the old one is withdrawn",
    expected: "new sign-ins work at once, and those of the old key for as long as their checked token is remembered",
    mayEnd: ["http_401"],
    lastsMs: 1_000,
    async inject({ control }) {
      await control.rotateKeys();
    },
  },
];

export const deploy: Family = { name: "deployment and keys", stage: { deadlineMs: 15_000 }, faults };
