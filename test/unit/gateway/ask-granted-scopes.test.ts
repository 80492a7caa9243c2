import { describe, expect, test } from "vitest";
import { ToolError } from "#common/errors.ts";
import { createLogger } from "#common/logger.ts";
import { createAskGrantedScopes } from "#gateway/ask-granted-scopes.ts";
import type { PendingCall } from "#gateway/open-call.ts";
import type { QueueOptions } from "#gateway/queue/run-queued.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import { callOpenerFor } from "./call-opener.ts";

const tenantId = "11111111-1111-4111-8111-111111111111";

const person = (userId: string) => ({ ...somebody, tenantId, userId });
const startMs = 1_000_000;

/** A gateway's memory before workers that answer with `scopes`, good for `keptMs` from now on. */
function gateway({ keptMs = 5_000, fails = false, isAudited = true } = {}) {
  let nowMs = startMs;
  let scopes = ["Mail.Read"];
  let places = 0;
  const asked: (PendingCall & { position: QueueOptions })[] = [];
  const audited: string[] = [];
  const leave = () => {
    places -= 1;
  };
  const { askGrantedScopes, forget } = createAskGrantedScopes({
    callOpener: callOpenerFor([], { newRequestId: () => `request ${asked.length + 1}`, redisNow: () => nowMs }),
    admission: {
      admit: async () => {
        places += 1;
        return { priority: 1, leave };
      },
    },
    audit: {
      async permissionsAsked({ requestId, caller }) {
        if (!isAudited) throw new ToolError("unavailable", "the disk is full");
        audited.push(`${requestId} ${caller.userId} ${asked.length}`);
      },
    },
    async runQueued(question, position) {
      asked.push({ ...question, position });
      if (fails) throw new ToolError("unavailable", "nobody there");
      return [Buffer.from(JSON.stringify({ scopes, expiresAt: nowMs + keptMs }))];
    },
    redisTime: { now: () => nowMs, offsetMs: () => 0, problem: () => undefined, refresh: async () => undefined },
    logger: createLogger({ process: "test", level: "silent" }),
  });
  return {
    ask: (userId = "anna") => askGrantedScopes(person(userId), "token"),
    forget,
    asked,
    audited,
    places: () => places,
    pass(ms: number) {
      nowMs += ms;
    },
    grant(...granted: string[]) {
      scopes = granted;
    },
  };
}

describe("what a caller may use", () => {
  test("is remembered until the worker's own token ends, and not a moment longer", async () => {
    const { ask, asked, pass, grant } = gateway({ keptMs: 5_000 });
    expect(await ask()).toEqual({ scopes: new Set(["Mail.Read"]), remainingMs: 5_000 });
    grant("Chat.Read");
    pass(4_999);
    expect(await ask()).toEqual({ scopes: new Set(["Mail.Read"]), remainingMs: 1 });
    pass(1);
    expect(await ask()).toEqual({ scopes: new Set(["Chat.Read"]), remainingMs: 5_000 });
    expect(asked).toHaveLength(2);
  });

  test("is asked each time where no exchanged token is kept, and may not be kept by the client either", async () => {
    const { ask, asked } = gateway({ keptMs: 0 });
    expect((await ask())?.remainingMs).toBe(0);
    expect((await ask())?.remainingMs).toBe(0);
    expect(asked).toHaveLength(2);
  });

  test("is asked once for all that one person's clients ask meanwhile, and for each person apart", async () => {
    const { ask, asked, places } = gateway();
    await Promise.all([ask(), ask(), ask("ben"), ask()]);
    expect(asked.map(({ call }) => call.caller.userId)).toEqual(["anna", "ben"]);
    expect(places()).toBe(0);
  });

  test("has an audit line for each question, before anything of it is queued", async () => {
    const { ask, audited } = gateway();
    await Promise.all([ask(), ask()]);
    await ask();
    await ask("ben");
    expect(audited).toEqual(["request 1 anna 0", "request 2 ben 1"]);
  });

  test("is not asked while its audit line can't be written", async () => {
    const { ask, asked, places } = gateway({ isAudited: false });
    expect([await ask(), asked, places()]).toEqual([undefined, [], 0]);
  });

  test("is forgotten with its tenant", async () => {
    const { ask, asked, forget } = gateway();
    await ask("anna");
    await ask("ben");
    expect(forget(new Set([tenantId]))).toBe(2);
    await ask("anna");
    expect(asked).toHaveLength(3);
    expect(forget(new Set(["22222222-2222-4222-8222-222222222222"]))).toBe(0);
  });

  test("is not known when no worker answers, which is not remembered, and waits 1.5 s at most", async () => {
    const { ask, asked, places } = gateway({ fails: true });
    expect(await ask()).toBeUndefined();
    expect(await ask()).toBeUndefined();
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({
      call: { kind: "granted-scopes", deadlineMs: startMs + 1_500 },
      position: { queueWaitMs: 1_500 },
    });
    expect(places()).toBe(0);
  });
});
