import { once } from "node:events";
import { connect } from "node:net";
import { request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { ToolError } from "#common/errors.ts";
import type { CallTool } from "#gateway/call-tool.ts";
import { buildServerFor, eras, lastMessage, legacy, modern, type Posted, startMcpApp } from "./mcp-app.ts";

const call = { name: "outlook_email_search", arguments: {} };
const content = [{ type: "text", text: '{"subject":"珈琲"}' }];
const structuredContent = { messages: [{ subject: "珈琲" }] };
const output = { content: [Buffer.from(JSON.stringify(content))], structuredContent };

/** Starts a gateway's MCP route for this test. */
async function start(...options: Parameters<typeof startMcpApp>) {
  const started = await startMcpApp(...options);
  onTestFinished(() => started.app.close());
  return started;
}

const post = async (callTool: CallTool, posted: Posted, own: Parameters<typeof startMcpApp>[1] = {}) =>
  await (await start(buildServerFor(callTool), own)).post(posted);

test.each(eras)("an answer of the %s era is the worker's output in one piece", async (_, era) => {
  const headers = { "access-control-allow-origin": "https://app.example" };
  const answer = await post(async () => output, era("tools/call", call), { headers });
  expect(answer.headers).toMatchObject({
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(answer.text)),
    ...headers,
  });
  expect(lastMessage(answer.text)).toMatchObject({ jsonrpc: "2.0", id: 7, result: { content, structuredContent } });
});

test.each(eras)("an answer of the %s era with progress ends with the worker's output", async (_, era) => {
  const callTool: CallTool = async ({ onProgress }) => {
    onProgress?.({ progress: 1 });
    return output;
  };
  const answer = await post(callTool, era("tools/call", { ...call, _meta: { progressToken: "p" } }));
  expect(answer.headers["content-type"]).toBe("text/event-stream");
  expect(lastMessage(answer.text)).toMatchObject({ id: 7, result: { content, structuredContent } });
});

test.each(eras)("a refusal that asks for a sign-in is a 401 in the %s era", async (_, era) => {
  const callTool: CallTool = () => Promise.reject(new ToolError("sign_in_required", "Sign in again."));
  const answer = await post(callTool, era("tools/call", call));
  expect([answer.statusCode, answer.headers["www-authenticate"]]).toEqual([401, "sign_in_required"]);
});

test.each(eras)("a refusal after the sign-in is words in the %s era", async (_, era) => {
  const callTool: CallTool = async ({ onSignedIn }) => {
    onSignedIn?.();
    throw new ToolError("sign_in_required", "Sign in again.");
  };
  const answer = await post(callTool, era("tools/call", call));
  expect(answer.statusCode).toBe(200);
  expect(lastMessage(answer.text)).toMatchObject({ result: { isError: true } });
});

test.each(eras)("a call of the %s era is cancelled when its client goes", async (_, era) => {
  const begun = Promise.withResolvers<AbortSignal>();
  const callTool: CallTool = async ({ call: { signal } }) => {
    begun.resolve(signal);
    await once(signal, "abort");
    throw signal.reason;
  };
  const { url } = await start(buildServerFor(callTool));
  const { headers, body } = era("tools/call", call);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = JSON.stringify(body);
  socket.write(`POST /mcp HTTP/1.1\r\nHost: a\r\nContent-Length: ${text.length}\r\n${lines.join("")}\r\n${text}`);
  const signal = await begun.promise;
  const aborted = once(signal, "abort");
  socket.destroy();
  await aborted;
  expect(signal.reason).toMatchObject({ name: "CallCancelledError" });
});

test("a server that can't be made is an error with a reference, and the request's id", async () => {
  const { post } = await start(() => ({ connect: () => Promise.reject(new Error("secret")) }) as never);
  const answer = await post(modern("tools/list"));
  expect(answer.statusCode).toBe(500);
  expect(lastMessage(answer.text)).toMatchObject({ id: 7, error: { code: -32_603 } });
  expect(answer.text).not.toContain("secret");
});

test("a cancellation names its call, and is accepted", async () => {
  const cancelled: unknown[] = [];
  const { headers } = legacy("x");
  const body = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } };
  const answer = await post(async () => output, { headers, body }, { cancelled });
  expect([answer.statusCode, answer.text, cancelled]).toEqual([202, "", [5]]);
});

test("a cancellation that is refused cancels nothing", async () => {
  const cancelled: unknown[] = [];
  const { headers } = legacy("x");
  const body = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } };
  const answers = await Promise.all([
    post(async () => output, { headers: { ...headers, accept: "application/json" }, body }, { cancelled }),
    post(async () => output, { headers, body: { ...body, id: 7 } }, { cancelled }),
  ]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([406, 200]);
  expect(lastMessage(answers[1]?.text ?? "")).toMatchObject({ id: 7, error: { code: -32_601 } });
  expect(cancelled).toEqual([]);
});

test.each(["GET", "DELETE"] as const)("%s is refused with the method that there is", async (method) => {
  const { url } = await start(buildServerFor(async () => output));
  const answer = await request(url, { method });
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, "POST"]);
});

test.each(eras)("a batch, and a subscription of the %s era, are refused", async (_, era) => {
  const { headers, body } = era("subscriptions/listen", { notifications: {} });
  expect((await post(async () => output, { headers, body: [body] })).statusCode).toBe(400);
  expect((await post(async () => output, { headers, body })).statusCode).toBe(404);
});

test.each(eras)("null for an argument means that the %s client gives none", async (_, era) => {
  const inputs: unknown[] = [];
  const callTool: CallTool = async ({ input }) => {
    inputs.push(input);
    return output;
  };
  const args = { query: "Kyoto", sender: null, limit: null, participants: [null] };
  await post(callTool, era("tools/call", { name: "outlook_email_search", arguments: args }));
  expect(inputs).toEqual([{ query: "Kyoto", participants: [null] }]);
});
