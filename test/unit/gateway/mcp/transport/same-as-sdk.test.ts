// What the MCP SDK's own HTTP handler does is what clients of both eras expect: the same here, message by message.

import { createMcpHandler } from "@modelcontextprotocol/server";
import { afterAll, expect, test } from "vitest";
import {
  buildServerFor,
  caller,
  eventsOf,
  failingCall,
  lastMessage,
  legacy,
  type Posted,
  startMcpApp,
} from "./mcp-app.ts";
import { messages } from "./messages.ts";

const buildServer = buildServerFor(failingCall);
const { app, post } = await startMcpApp(buildServer);
afterAll(() => app.close());
const ignored = () => undefined;
const sdk = createMcpHandler(({ era }) =>
  buildServer({
    era,
    caller,
    accessToken: "token",
    sessionId: undefined,
    chosenTools: undefined,
    wantsResources: false,
    trace: undefined,
    answer: {
      release: ignored,
      refuse: () => false,
      isHeld: () => false,
      sendEvent: ignored,
      end: ignored,
      abandon: ignored,
    },
    room: { hold: ignored, release: ignored },
    content: undefined,
  }),
);

/** All but the words of a refusal, which are ours. */
function essence(status: number, text: string) {
  const message = lastMessage(text);
  const error = message?.error as { code: number; data?: { mismatch?: unknown } } | undefined;
  if (message === undefined || error === undefined) return { status, message };
  const { mismatch, ...data } = error.data ?? {};
  return { status, id: message.id, code: error.code, data, hasMismatch: mismatch !== undefined };
}

const ask = async (posted: Posted) => {
  const { headers, body } = posted;
  const request = new Request("http://localhost/mcp", { method: "POST", headers, body: JSON.stringify(body) });
  const theirs = await sdk.fetch(request);
  return { ours: await post(posted), theirs, text: await theirs.text() };
};

test.each(Object.entries(messages))("%s is answered as by the SDK", async (_, posted) => {
  const { ours, theirs, text } = await ask(posted);
  expect(essence(ours.statusCode, ours.text)).toEqual(essence(theirs.status, text));
  if (theirs.status === 200) expect(lastMessage(text)).toHaveProperty("id");
});

test.each(["modern tools/call with progress", "legacy tools/call with progress"])(
  "%s is the SDK's stream",
  async (name) => {
    const { ours, theirs, text } = await ask(messages[name] ?? legacy(""));
    expect(eventsOf(text)).toHaveLength(3);
    expect(eventsOf(ours.text)).toEqual(eventsOf(text));
    for (const header of ["content-type", "cache-control", "x-accel-buffering"]) {
      expect(ours.headers[header]).toBe(theirs.headers.get(header));
    }
  },
);
