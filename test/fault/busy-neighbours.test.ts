import { isDeepStrictEqual } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { DirectoryTenant } from "#test/fake-tenant/control/control-types.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type GatewayProcess, type Stack, startStack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

const slots = 4;
/** As `admission-limits.ts` has it: half of five places for each slot. */
const mostOfOneTenant = 10;
/** What one person may have in flight where there are so few slots. */
const callsOfPerson = 4;

let stack: Stack;
let gateway: GatewayProcess;
/** Two for each test and each try: what Microsoft asks of a tenant lasts longer than a test. */
let tenants: DirectoryTenant[];
let noisy: DirectoryTenant;
let quiet: DirectoryTenant;
let over: AbortController;

beforeAll(async () => {
  stack = await startStack({ workerEnvironment: { WORKER_CONCURRENCY: String(slots) } });
  // One that starts after the worker knows its slots from the beginning.
  gateway = await stack.startGateway({ CALL_TIMEOUT_MS: "60000" });
  tenants = await stack.fake.control.populate({ tenants: 8, usersPerTenant: 8 });
});
beforeEach(() => {
  over = new AbortController();
  const [first, second] = tenants.splice(0, 2);
  if (first === undefined || second === undefined) throw new Error("there are no two tenants");
  [noisy, quiet] = [first, second];
});
afterEach(async () => {
  over.abort();
  await stack.fake.control.resetScript();
});
afterAll(() => stack.stop());

/** A call that lasts until it is answered or the test is over. */
async function search(userId: string) {
  const token = await stack.fake.control.mintToken({ userId });
  const call = { url: gateway.mcpUrl, token, tool: "outlook_email_search", signal: over.signal };
  return (await readRpcAnswer(await postToolCall("modern", call))).result;
}

/** Starts so many calls of each, for whose answers nobody waits. Tells how many have ended. */
function startCalls(users: readonly { id: string }[], callsEach: number): () => number {
  let ended = 0;
  const end = () => {
    ended += 1;
  };
  for (const { id } of users.flatMap((user) => Array.from({ length: callsEach }, () => user)))
    search(id).then(end, end);
  return () => ended;
}

const shed = (reason: string) => metricValue(gateway.opsUrl, "m365_shed_total", { reason });
const ofWorker = (name: string) => metricValue(stack.workers[0]?.opsUrl ?? "", name, { workload: "outlook" });

/** How many requests to Graph are under way. */
async function underWay({ id: tenantId }: DirectoryTenant): Promise<number> {
  const { requests } = await stack.fake.control.stats();
  const theirs = requests.filter((request) => request.door === "graph" && request.tenantId === tenantId);
  return theirs.filter(({ status, aborted }) => status === null && !aborted).length;
}

test("a tenant whose calls all wait for Microsoft leaves another one all slots at once", async () => {
  const { control } = stack.fake;
  const pause = { status: 429, headers: { "retry-after": "30" } };
  await control.addRule({ door: "graph", match: { tenantId: noisy.id }, response: pause });
  await control.addRule({ door: "graph", match: { tenantId: quiet.id }, response: { hang: true } });
  const before = await shed("tenant_share");
  const ended = startCalls(noisy.users, callsOfPerson);
  const tooMany = noisy.users.length * callsOfPerson - mostOfOneTenant;
  let counts: number[] = [];
  await until(
    () => `the noisy tenant to have all it gets, and to wait: ended, refused, waiting are ${counts.join(", ")}`,
    async () => {
      counts = [ended(), (await shed("tenant_share")) - before, await ofWorker("m365_worker_jobs_waiting")];
      return isDeepStrictEqual(counts, [tooMany, tooMany, mostOfOneTenant]);
    },
  );
  const refused = await shed("tenant_share");
  startCalls(quiet.users.slice(0, slots), 1);
  await until("all slots to be used by the other tenant", async () => (await underWay(quiet)) === slots);
  expect(await shed("tenant_share")).toBe(refused);
});

test("a mailbox that takes 11 s for each request is not felt by another tenant", async () => {
  const [slow, colleague] = noisy.users;
  if (slow === undefined || colleague === undefined) throw new Error("there are no two persons");
  const match = { userId: slow.id };
  await stack.fake.control.addRule({ door: "graph", match, response: { latencyMs: 11_000 } });
  const ended = startCalls([slow], callsOfPerson);
  await until("its requests to be under way", async () => (await underWay(noisy)) > 0);
  for (const { id } of [...quiet.users, colleague]) expect(hitsIn(await search(id))).toBeDefined();
  expect(ended()).toBe(0);
});
