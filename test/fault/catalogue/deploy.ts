import { randomBytes } from "node:crypto";
import { postMessage } from "#test/support/raw-mcp.ts";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
import { replaceAll } from "./rolling.ts";

const newKey = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;

async function signInAgain({ control, askers }: FaultStage): Promise<void> {
  const { tenants } = await control.directory();
  const everybody = tenants.flatMap(({ users }) => users);
  for (const asker of askers) {
    const user = everybody.find(({ canaries }) => canaries.includes(asker.canary));
    asker.token = await control.mintToken({ userId: user?.id ?? "" });
  }
}

/** Every gateway checks these tokens now. */
async function showEverywhere({ gateways }: FaultStage, tokens: readonly string[]): Promise<void> {
  const calls = gateways.flatMap(({ mcpUrl: url }) => tokens.map((token) => ({ url, token })));
  const answers = await Promise.all(calls.map((call) => postMessage("modern", { id: 1, method: "tools/list" }, call)));
  const statuses = new Set(answers.map(({ status }) => status));
  if ([...statuses].join() !== "200") throw new Error(`a gateway refused a token: ${[...statuses].join(", ")}`);
  await Promise.all(answers.map((answer) => answer.text()));
}

async function withdrawSigningKey(stage: FaultStage): Promise<void> {
  const { control, askers } = stage;
  const tokens = () => askers.map(({ token }) => token);
  // A gateway remembers a good token for a minute, and those of before may be nearly as old.
  await signInAgain(stage);
  const old = tokens();
  await showEverywhere(stage, old);
  const published = await control.publishedKeys();
  await control.rotateKeys();
  for (const { kid } of published) await control.removeKey(kid);
  await signInAgain(stage);
  await showEverywhere(stage, tokens());
  await showEverywhere(stage, old);
}

/** Entra refuses to exchange a token of the old key for a worker that has not met it, so nobody calls meanwhile. */
async function withdrawWhileNobodyCalls(stage: FaultStage): Promise<void> {
  await stage.load.pause();
  await withdrawSigningKey(stage).finally(stage.load.resume);
}

/** The keys that the processes have now. */
const keysNow = new WeakMap<FaultStage, string>();

async function giveKeys(stage: FaultStage, keys: string): Promise<void> {
  await replaceAll(stage, { SEALING_KEYS: keys });
  keysNow.set(stage, keys);
}

const keysOf = (stage: FaultStage) => keysNow.get(stage) ?? stage.stack.environment.SEALING_KEYS ?? "";

/** docs/rotate.md: the new key is known everywhere before anybody seals with it. */
async function rotateKeys(stage: FaultStage): Promise<void> {
  const old = keysOf(stage);
  const next = newKey("next");
  await giveKeys(stage, `${old},${next}`);
  await giveKeys(stage, `${next},${old}`);
  await giveKeys(stage, next);
}

/** docs/rotate.md, in a hurry: only the new key, everywhere, at once. */
async function replaceKeys(stage: FaultStage): Promise<void> {
  for (const process of [...stage.gateways.splice(0), ...stage.workers.splice(0)]) process.kill("SIGKILL");
  const only = { SEALING_KEYS: newKey("hurried") };
  await Promise.all([...[1, 2].map(() => stage.startGateway(only)), ...[1, 2].map(() => stage.startWorker(only))]);
  keysNow.set(stage, only.SEALING_KEYS);
}

const faults: readonly Fault[] = [
  {
    name: "sealing keys are replaced at once, because one has leaked",
    expected: "calls that run fail; new ones are answered",
    mayEnd: ["unavailable", "deadline_exceeded"],
    mustEnd: "connection_lost",
    lastsMs: 0,
    inject: replaceKeys,
  },
  {
    name: "every gateway and worker is replaced, one after the other",
    expected: "no call fails",
    lastsMs: 0,
    inject: (stage) => giveKeys(stage, keysOf(stage)),
  },
  {
    name: "sealing keys are rotated in the documented steps: all processes replaced three times",
    expected: "no call fails",
    lastsMs: 0,
    inject: rotateKeys,
  },
  {
    name: "Entra signs with a new key, and withdraws the old one",
    expected:
      "sign-ins of the new key work at once, and the others as long as the gateway remembers that they were good",
    lastsMs: 0,
    inject: withdrawWhileNobodyCalls,
  },
];

/** Processes that start take a busy machine's time for calls, which may wait for it. */
const gatewayEnvironment = { QUEUE_WAIT_MS: "10000" };

export const deploy: Family = {
  name: "deployment and keys",
  stage: { deadlineMs: 15_000, gatewayEnvironment },
  faults,
};
