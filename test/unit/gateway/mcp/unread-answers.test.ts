import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { postToolCall, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { until } from "#test/support/until.ts";
import { signInGateway, twoPeople } from "../sign-in/sign-in-gateway.ts";

/** More than the buffers of both ends hold, and more than a third of what `admission-limits.ts` lets a person have. */
const answerBytes = 12_000_000;
const content = [Buffer.from(JSON.stringify([{ type: "text", text: "a".repeat(answerBytes) }]))];

async function gateway() {
  const { app } = signInGateway({
    publicUrl: "http://localhost/mcp",
    isOn: false,
    validate: twoPeople,
    async callTool({ holdAnswer }) {
      holdAnswer?.(answerBytes);
      return { content };
    },
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/mcp`;
  return (era: (typeof rawEras)[number], token: string, signal?: AbortSignal) =>
    postToolCall(era, { url, token, tool: "read_resource", ...(signal && { signal }) });
}

it.each(rawEras)("a person with unread answers is told to read them, and nobody else (%s era)", async (era) => {
  const call = await gateway();
  const unread = new AbortController();
  onTestFinished(() => unread.abort());
  for (let count = 0; count < 2; count += 1) expect((await call(era, "anna", unread.signal)).status).toBe(200);
  const { result } = await readRpcAnswer(await call(era, "anna"));
  expect(result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("You have not read the answers") }],
    _meta: { "m365-connector/error": { code: "rate_limited", retryAfterSeconds: expect.any(Number) } },
  });
  expect(await readRpcAnswer(await call(era, "ben"))).toHaveProperty("result.content");
  unread.abort();
  await until("room again", async () => {
    const answer = await readRpcAnswer(await call(era, "anna"));
    return answer.result?.isError === true ? undefined : true;
  });
});

it("a person who reads gets one large answer after the other", async () => {
  const call = await gateway();
  for (let count = 0; count < 5; count += 1) {
    expect(await readRpcAnswer(await call("modern", "anna"))).toHaveProperty("result.content");
  }
});
