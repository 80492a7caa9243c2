import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chunkBytes } from "#common/queue/protocol.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { shownOf } from "#test/support/pictures/pixels.ts";
import { pngFile } from "#test/support/pictures/png-file.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { startTcpProxy, type TcpProxy } from "#test/support/tcp-proxy.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

/** A picture that nothing makes smaller: several chunks in base64. */
const side = 700;
const rows = randomBytes(side * (3 * side + 1));
for (let row = 0; row < side; row += 1) rows[row * (3 * side + 1)] = 0;
const noise = pngFile({ width: side, height: side, rows });

let stack: Stack;

beforeEach(async () => {
  stack = await startStack({ workers: 2, gatewayEnvironment: { CALL_TIMEOUT_MS: "40000" } });
});
afterEach(() => stack.stop());

test("a worker that stands still while nobody calls does not swallow the calls that come", async () => {
  const [user] = await membersWithMail(stack.fake);
  const token = await stack.fake.control.mintToken({ userId: user.id });
  const gateway = await stack.startGateway();
  const search = async () => {
    const since = performance.now();
    const call = { url: gateway.mcpUrl, token, tool: "outlook_email_search" };
    const { result } = await readRpcAnswer(await postToolCall("modern", call));
    return { isAnswered: hitsIn(result) !== undefined, tookMs: performance.now() - since };
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
    const [user] = await membersWithMail(stack.fake);
    const file = { path: "noise.png", base64: noise.toString("base64") };
    const { driveId, itemId } = await stack.fake.control.addFile(user.id, file);
    const stopped = await stack.startWorker({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });

    // A chunk passes, after the news of the sign-in if there is any; from the header of a later one on, nothing does.
    const isCut = proxy.holdAt('"output",2,');
    const token = await stack.fake.control.mintToken({ userId: user.id });
    const uri = `file:///${driveId}/${itemId}`;
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
    const data = /"type":"image","data":"([^"]+)"/.exec(JSON.stringify(result?.content))?.[1] ?? "";
    expect(data.length).toBeGreaterThan(chunkBytes);
    expect(await shownOf(Buffer.from(data, "base64"))).toMatchObject({ picture: { width: side, height: side } });
    stopped.kill("SIGCONT");
    proxy.release();
    await until(
      "the late frames to be counted",
      async () => (await metricValue(stack.gateways[0].opsUrl, "m365_frames_rejected_total")) > 0,
    );
  });
});
