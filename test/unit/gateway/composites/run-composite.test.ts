import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nameOfCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import { searchTool } from "#gateway/composites/search-tool.ts";
import { turnsDuring } from "#test/support/count-turns.ts";
import { compositeGateway } from "./composite-gateway.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
afterEach(() => void vi.useRealTimers());

const query = { query: "budget" };
const everyTool = searchTool.tools.map(({ name }) => name);

describe("the audit log of a composite tool's call", () => {
  test("has its parts before anything is queued, and what became of each", async () => {
    const answers = { tasks_search: new ToolError("not_found", "Not there.") };
    const gateway = compositeGateway({ answers, report: { slotMs: 5, permission: ["Mail.Read"] } });
    const { call, answer } = gateway.open("search", query);
    await answer;
    const [started, finished] = gateway.audited();
    const idOf = (tool: string) => gateway.queued.find((part) => nameOfCall(part.call) === tool)?.call.requestId;
    expect(started).toMatchObject({
      event: "call_started",
      tool: "search",
      requestId: call.requestId,
      parts: everyTool.map((tool) => ({ tool, requestId: idOf(tool) })),
    });
    expect(finished).toMatchObject({
      event: "call_finished",
      tool: "search",
      outcome: "ok",
      parts: everyTool.map((tool) => ({
        tool,
        requestId: idOf(tool),
        outcome: tool === "tasks_search" ? "not_found" : "ok",
        permission: ["Mail.Read"],
      })),
    });
    expect(gateway.audited()).toHaveLength(2);
  });

  test("that can't be written keeps all of it from being queued, and gives the places back", async () => {
    const gateway = compositeGateway();
    gateway.state.takes = 0;
    const { answer } = gateway.open("search", query);
    answer.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(answer).rejects.toMatchObject({ code: "unavailable", details: { retryAfterSeconds: 5 } });
    expect(gateway.asked()).toEqual([]);
    expect(gateway.inside.size).toBe(0);
  });

  test("has one line for a call of which no part was admitted", async () => {
    const gateway = compositeGateway({ full: everyTool });
    await expect(gateway.call("search", query)).rejects.toMatchObject({ code: "rate_limited" });
    expect(gateway.audited()).toMatchObject([{ event: "call_refused", tool: "search", outcome: "rate_limited" }]);
    expect(gateway.asked()).toEqual([]);
  });
});

describe("admission", () => {
  test("counts each part while it runs, and none after", async () => {
    const gateway = compositeGateway({ answers: { outlook_email_search: "silence" } });
    const { answer, cancel } = gateway.open("search", query);
    answer.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(gateway.queued).toHaveLength(everyTool.length);
    expect(gateway.inside.size).toBe(1);
    cancel();
    await expect(answer).rejects.toMatchObject({ name: "CallCancelledError" });
    expect(gateway.inside.size).toBe(0);
  });

  test("of a part that is refused leaves the others alone", async () => {
    const gateway = compositeGateway({ full: ["tasks_search", "onenote_search"] });
    const { incomplete } = await gateway.call("search", query);
    expect(gateway.asked()).toEqual(everyTool.filter((name) => !["tasks_search", "onenote_search"].includes(name)));
    expect(incomplete).toMatchObject({
      reason: expect.stringContaining("tasks: could not be searched. Try again in 2 s"),
    });
  });
});

describe("a call of a composite tool that ends early", () => {
  const allSilent = Object.fromEntries(everyTool.map((name) => [name, "silence" as const]));

  test("by its client ends all of its parts, and is audited as cancelled", async () => {
    const gateway = compositeGateway({ answers: allSilent });
    const { answer, cancel } = gateway.open("search", query);
    answer.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    cancel();
    await expect(answer).rejects.toMatchObject({ name: "CallCancelledError" });
    expect(gateway.queued.map(({ call }) => call.signal.aborted)).toEqual(everyTool.map(() => true));
    expect(gateway.audited().at(-1)).toMatchObject({
      outcome: "cancelled",
      parts: everyTool.map(() => expect.objectContaining({ outcome: "cancelled" })),
    });
  });

  test("by its deadline says so, when none of its parts has answered", async () => {
    const gateway = compositeGateway({ answers: allSilent });
    const { answer } = gateway.open("search", query);
    answer.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(25_000);
    await expect(answer).rejects.toMatchObject({ code: "deadline_exceeded" });
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("a call of a composite tool is one call of its own name in the metrics, whatever it asks", async () => {
  const gateway = compositeGateway();
  await gateway.call("search", query);
  const counted = (await gateway.metric("m365_tool_call_seconds")).filter(
    (value) => "metricName" in value && value.metricName === "m365_tool_call_seconds_count",
  );
  expect(counted).toMatchObject([{ labels: { tool: "search", outcome: "ok" }, value: 1 }]);
  expect(await gateway.metric("m365_tool_calls_in_flight")).toMatchObject([{ labels: { tool: "search" }, value: 0 }]);
});

test("the client hears that it is signed in, how many parts have answered, and room is made for each", async () => {
  const heard: unknown[] = [];
  let held = 0;
  const { open } = compositeGateway({ answers: { tasks_search: new ToolError("not_found", "Not there.") } });
  await open("search", query, {
    onSignedIn: () => heard.push("signed in"),
    onProgress: ({ progress, total }) => heard.push(`${progress} of ${total}`),
    holdAnswer: (bytes) => {
      held += bytes;
    },
  }).answer;
  expect(heard.filter((one) => one === "signed in")).toHaveLength(everyTool.length);
  expect(heard.filter((one) => one !== "signed in")).toEqual(
    everyTool.map((_, at) => `${at + 1} of ${everyTool.length}`),
  );
  expect(held).toBeGreaterThan(0);
});

test("an output that is too large to be joined fails its part alone", async () => {
  const messages = [{ uri: "mail:///messages/a", summary: "x".repeat(1_100_000) }];
  const { results, incomplete } = await compositeGateway({
    answers: { outlook_email_search: { messages }, sharepoint_search: { files: [{ uri: "file:///d/a", name: "a" }] } },
  }).call("search", query);
  expect(results).toMatchObject([{ id: "file:///d/a" }]);
  expect(incomplete).toMatchObject({
    reason: expect.stringContaining("email: could not be searched. The answer is too"),
  });
});

// proves A35
test("the answers of the parts are read in turns of the event loop, since each can take milliseconds", async () => {
  vi.useRealTimers();
  const gateway = compositeGateway();
  expect(await turnsDuring(() => gateway.call("search", query))).toBeGreaterThanOrEqual(everyTool.length - 1);
});
