import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { GatewayGoneError, type RunReply, WorkerStoppingError } from "#workers/run.ts";
import { graphToken, recordingLogger } from "./auth/obo-fixture.ts";
import { mailSearch, toolRunner } from "./run-fixture.ts";
import { fakeContext } from "./tools/fake-context.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const outOfMemory = Object.assign(new Error("OOM command not allowed"), { name: "ReplyError" });

/** One search of mail that Graph answers after a second, unless the run is aborted before. */
function slowSearch(refusals: Partial<Record<keyof RunReply, Error>> = {}) {
  const log = recordingLogger();
  const abort = new AbortController();
  const said: string[] = [];
  const errors: ToolError[] = [];
  const say = async (what: keyof RunReply) => {
    said.push(what);
    const refusal = refusals[what];
    if (refusal instanceof GatewayGoneError) abort.abort();
    if (refusal !== undefined) throw refusal;
  };
  const reply: RunReply = {
    signedIn: () => say("signedIn"),
    progress: () => say("progress"),
    output: () => say("output"),
    async error(error) {
      errors.push(error);
      await say("error");
    },
  };
  const runCall = toolRunner({
    userTokens: {
      exchange: async () => graphToken(["Mail.Read"]),
      exchangeAfresh: async () => undefined,
    },
    createContext: ({ call: { signal } }, { token }) => {
      const { graph, ...context } = fakeContext({ answers: () => ({ value: [] }), scopes: [...token.scopes] });
      const getPage: typeof graph.getPage = async (request, itemSchema) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        setTimeout(resolve, 1_000);
        await promise;
        return await graph.getPage(request, itemSchema);
      };
      return { ...context, graph: { ...graph, getPage } };
    },
    logger: log.logger,
  });
  const running = runCall(mailSearch({ signal: abort.signal, reply }));
  return { said, errors, abort, log: log.text, running };
}

describe("a run that lasts", () => {
  test("says after half a second that the exchange worked, and then answers", async () => {
    const { said, running, log } = slowSearch();
    await vi.advanceTimersByTimeAsync(2_000);
    await running;
    expect(said).toEqual(["signedIn", "output"]);
    expect(log()).toBe("");
  });

  test("goes on and answers when Redis did not take that frame, which is logged by its kind", async () => {
    const { said, running, log } = slowSearch({ signedIn: outOfMemory });
    await vi.advanceTimersByTimeAsync(2_000);
    await running;
    expect(said).toEqual(["signedIn", "output"]);
    expect(JSON.parse(log())).toMatchObject({ level: "warn", errorCode: "OOM", msg: "a frame was not taken by Redis" });
  });

  test("ends at that frame, and says nothing more, when the gateway is gone", async () => {
    const { said, running, log } = slowSearch({ signedIn: new GatewayGoneError() });
    await vi.advanceTimersByTimeAsync(600);
    await running;
    expect(said).toEqual(["signedIn"]);
    expect(log()).toBe("");
  });

  test("that could pass on neither its answer nor the error about that leaves a line for each", async () => {
    const { said, running, log } = slowSearch({ output: outOfMemory, error: outOfMemory });
    await vi.advanceTimersByTimeAsync(2_000);
    await running;
    expect(said).toEqual(["signedIn", "output", "error"]);
    expect(log().trim().split("\n")).toHaveLength(2);
  });
});

describe("a run that is aborted", () => {
  test("because its worker stops tells the caller to come back, and when", async () => {
    const { said, errors, abort, running, log } = slowSearch();
    await vi.advanceTimersByTimeAsync(600);
    abort.abort(new WorkerStoppingError());
    await running;
    expect(said).toEqual(["signedIn", "error"]);
    const message = "The connector is restarting and could not finish the call. Try again in 5 seconds.";
    expect(errors).toMatchObject([{ code: "unavailable", message, details: { retryAfterSeconds: 5 } }]);
    expect(log()).toBe("");
  });

  test("because its tenant may no longer call says so", async () => {
    const { said, errors, abort, running } = slowSearch();
    await vi.advanceTimersByTimeAsync(400);
    abort.abort(new ToolError("permission_missing", "Suspended."));
    await running;
    expect(said).toEqual(["error"]);
    expect(errors).toMatchObject([{ code: "permission_missing", message: "Suspended." }]);
  });

  test.each([
    ["nobody waits, or another worker has its job,", []],
    ["nobody waits, also when its worker stops after that,", [new WorkerStoppingError()]],
  ])("because %s says nothing", async (_why, later) => {
    const { said, abort, running } = slowSearch();
    await vi.advanceTimersByTimeAsync(400);
    for (const reason of [undefined, ...later]) abort.abort(reason);
    await running;
    expect(said).toEqual([]);
  });
});
