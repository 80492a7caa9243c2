import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { startTcpProxy, type TcpProxy } from "#test/support/tcp-proxy.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;

beforeEach(async () => {
  stack = await startStack({
    workers: 2,
    gatewayEnvironment: { CALL_TIMEOUT_MS: "40000" },
  });
});
afterEach(() => stack.stop());

/** A member with a mailbox. */
async function anAsker(): Promise<DirectoryUser> {
  const { tenants } = await stack.fake.control.directory();
  const members = tenants.flatMap(({ users }) => users).filter(({ userType }) => userType === "Member");
  const asker = members.find(({ canaries }) => canaries.length > 0);
  if (asker === undefined) throw new Error("there is an asker");
  return asker;
}

test("a worker that stands still while nobody calls does not swallow the calls that come", async () => {
  const token = await stack.fake.control.mintToken({ userId: (await anAsker()).id });
  const gateway = await stack.startGateway();
  const search = async () => {
    const since = performance.now();
    const call = { url: gateway.mcpUrl, token, tool: "outlook_email_search" };
    const { result } = await readRpcAnswer(await postToolCall("modern", call));
    return { isAnswered: result?.structuredContent !== undefined, tookMs: performance.now() - since };
  };
  await search();
  stack.workers[0]?.kill("SIGSTOP");
  // As often as it waits for jobs of this queue at once, and more.
  for (let count = 0; count < 8; count += 1) {
    const { isAnswered, tookMs } = await search();
    expect(isAnswered).toBe(true);
    expect(tookMs).toBeLessThan(10_000);
  }
});

describe("a worker that is stopped in the middle of a chunked answer", () => {
  let proxy: TcpProxy;

  afterEach(() => proxy.close());

  test("and goes on later does not mix its words into the answer of the one that took over", async () => {
    if (!("port" in stack.redis.connection)) throw new Error("Redis listens on TCP");
    for (const worker of stack.workers) await worker.stop();
    proxy = await startTcpProxy(stack.redis.connection);
    const user = await anAsker();
    // As many as an answer lists, with names that make it several chunks.
    const name = "珈琲豆".repeat(800);
    const to = Array.from({ length: 50 }, (_, index) => ({ name, address: `reader${index}@example.com` }));
    const message = await stack.fake.control.addMessage(user.id, { subject: "long", text: "short", to });
    const stopped = await stack.startWorker({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });

    // The first chunk passes; from the header of the second on, nothing does.
    const isCut = proxy.holdAt('"output",1,');
    const token = await stack.fake.control.mintToken({ userId: user.id });
    const uri = `mail:///messages/${encodeURIComponent(message.immutableId)}`;
    const answer = postToolCall("modern", {
      url: stack.gateways[0].mcpUrl,
      token,
      tool: "read_resource",
      args: { uri },
    }).then(readRpcAnswer);
    await isCut;
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
