import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { startTcpProxy, type TcpProxy } from "#test/support/tcp-proxy.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;

beforeEach(async () => {
  stack = await startStack({
    gateways: 2,
    workers: 2,
    gatewayEnvironment: { QUEUE_WAIT_MS: "15000", CALL_TIMEOUT_MS: "40000" },
  });
});
afterEach(() => stack.stop());

/** Members of two tenants whose mailboxes hold strings that stand nowhere else. */
async function askers(): Promise<DirectoryUser[]> {
  const { tenants } = await stack.fake.control.directory();
  const withMail = tenants.map(({ users }) =>
    users.filter(({ canaries, userType }) => canaries.length > 0 && userType === "Member"),
  );
  const [first = [], second = []] = withMail.filter((users) => users.length > 0);
  return [...first.slice(0, 4), ...second.slice(0, 4)];
}

/** Each asker looks for a text of their own; the answer must hold it, and nobody else's. */
async function askForOwn(user: DirectoryUser, index: number): Promise<string> {
  const token = await stack.fake.control.mintToken({ userId: user.id });
  const gateway = stack.gateways[index % stack.gateways.length] ?? stack.gateways[0];
  const era = rawEras[index % rawEras.length] ?? "modern";
  const response = await postToolCall(era, {
    url: gateway.mcpUrl,
    token,
    tool: "outlook_email_search",
    args: { limit: 25 },
    id: index,
  });
  return JSON.stringify(await readRpcAnswer(response));
}

test("200 concurrent calls of two tenants are answered to their askers, though one of three workers is killed", async () => {
  const extra = await stack.startWorker();
  await stack.fake.control.setBehaviour({ mailboxConcurrencyLimit: null, graphLatencyMs: 150 });
  const users = await askers();
  expect(new Set(users.map(({ tenantId }) => tenantId)).size).toBe(2);
  const calls = Array.from({ length: 200 }, (_, index) => {
    const user = users[index % users.length];
    if (user === undefined) throw new Error("there are askers");
    return askForOwn(user, index).then((answer) => ({ user, answer }));
  });
  await until("the worker to be busy", async () =>
    (await metricValue(extra.opsUrl, "m365_worker_jobs_active")) > 2 ? true : undefined,
  );
  extra.kill("SIGKILL");
  for (const { user, answer } of await Promise.all(calls)) {
    expect(answer).not.toContain('"isError":true');
    const foreign = users.filter(({ id }) => id !== user.id).flatMap(({ canaries }) => canaries);
    expect(foreign.filter((canary) => answer.includes(canary))).toEqual([]);
    expect(answer).toContain(user.mail ?? user.userPrincipalName);
  }
});

describe("a worker that is stopped in the middle of a chunked answer", () => {
  let proxy: TcpProxy;

  afterEach(() => proxy.close());

  test("and goes on later does not mix its words into the answer of the one that took over", async () => {
    if (!("port" in stack.redis.connection)) throw new Error("Redis listens on TCP");
    for (const worker of stack.workers) await worker.stop();
    proxy = await startTcpProxy(stack.redis.connection);
    const [user] = await askers();
    if (user === undefined) throw new Error("there is an asker");
    // Enough for several chunks.
    const to = Array.from({ length: 2_000 }, (_, index) => ({ name: "珈琲豆", address: `reader${index}@example.com` }));
    const message = await stack.fake.control.addMessage(user.id, { subject: "long", text: "short", to });
    const stopped = await stack.startWorker({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });

    // The first chunk passes; from the header of the second on, nothing does.
    let isCut = false;
    proxy.setGate((bytes) => {
      const second = bytes.indexOf('"output",1,');
      if (second === -1) return bytes.length;
      isCut = true;
      return second;
    });
    const token = await stack.fake.control.mintToken({ userId: user.id });
    const uri = `mail:///messages/${encodeURIComponent(message.immutableId)}`;
    const answer = postToolCall("modern", {
      url: stack.gateways[0].mcpUrl,
      token,
      tool: "read_resource",
      args: { uri },
    }).then(readRpcAnswer);
    await until("the answer to be cut", () => (isCut ? true : undefined));
    stopped.kill("SIGSTOP");
    await stack.startWorker();

    const { result } = await answer;
    expect(result?.isError).toBeUndefined();
    const answered = JSON.stringify(result);
    for (const { address } of to) expect(answered).toContain(address);
    stopped.kill("SIGCONT");
    proxy.release();
    await until("the late frames to be counted", async () =>
      (await metricValue(stack.gateways[0].opsUrl, "m365_frames_rejected_total")) > 0 ? true : undefined,
    );
  });
});
