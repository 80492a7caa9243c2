import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { auditEvents, everyLine, macMember } from "#gateway/audit/audit-entry.ts";
import { auditKeys } from "#gateway/audit/audit-keys.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { auditInMemory, caller, ended, parsed } from "./audit-fixture.ts";

const report = {
  queueWaitMs: 3,
  permission: ["Mail.Read"],
  graphRequests: 2,
  graphRequestIds: [randomUUID(), randomUUID()],
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the audit lines of a call", () => {
  test("say who by pseudonym, what kind of thing by which tool and permission, what came of it and when", async () => {
    const { audit, state } = auditInMemory();
    const call = ended({ report, resultBytes: 1_234 });
    await audit.callStarted(call);
    audit.callEnded(call);
    const [opened, started, finished] = parsed(state.text);
    const who = {
      requestId: call.call.requestId,
      tenant: expect.stringMatching(/^[\w-]{22}$/),
      user: expect.stringMatching(/^[\w-]{22}$/),
      clientId: caller.clientId,
      tokenId: caller.tokenId,
      tool: "read_resource",
      resource: "mail-message",
    };
    const place = { boot: opened?.boot, mac: expect.any(String), time: expect.any(String) };
    expect(started).toEqual({ event: "call_started", seq: 1, ...place, ...who });
    expect(finished).toEqual({
      event: "call_finished",
      seq: 2,
      ...place,
      time: "2026-11-25T00:00:00.012Z",
      ...who,
      outcome: "ok",
      startedAt: "2026-11-25T00:00:00.000Z",
      durationMs: 12,
      resultBytes: 1_234,
      ...report,
    });
    for (const plain of [caller.tenantId, caller.userId, "aozora"]) expect(state.text).not.toContain(plain);
  });

  test("name people and organisations by their ids where the settings ask for it", async () => {
    const { audit, last } = auditInMemory({ ids: "plain" });
    await audit.callStarted(ended());
    expect(last()).toMatchObject({ tenant: caller.tenantId, user: caller.userId });
  });

  test("say of a tenant that left by its pseudonym why, and how many calls ended", () => {
    const { audit, last } = auditInMemory();
    audit.tenantOffBoarded({ tenantId: caller.tenantId, reason: "suspended", endedCalls: 2 });
    expect(last()).toMatchObject({
      event: "tenant_off_boarded",
      tenant: expect.stringMatching(/^[\w-]{22}$/),
      reason: "suspended",
      endedCalls: 2,
    });
  });

  test("have the same pseudonym for the same person, and another for another person or tenant", async () => {
    const { audit, state } = auditInMemory();
    const callers = [caller, caller, { ...caller, userId: randomUUID() }, { ...caller, tenantId: randomUUID() }];
    for (const one of callers) await audit.callStarted(ended({ caller: one }));
    const users = parsed(state.text).flatMap(({ user }) => user ?? []);
    expect(users[0]).toBe(users[1]);
    expect(new Set(users).size).toBe(3);
  });

  test("tell a call that was not let in, with what was missing", () => {
    const { audit, last } = auditInMemory();
    audit.callEnded(ended({ isStartAudited: false, outcome: "rate_limited" }));
    expect(last()).toMatchObject({ event: "call_refused", outcome: "rate_limited" });
    audit.callEnded(ended({ outcome: "permission_missing", missingScopes: ["Mail.Read"] }));
    expect(last()).toMatchObject({ event: "call_finished", outcome: "permission_missing", missing: ["Mail.Read"] });
  });
});

describe("refused calls", () => {
  // proves A28
  test("have a line each, up to 60 of a person in a minute; the others are counted, and nobody else's", async () => {
    const { audit, state } = auditInMemory();
    const refuse = (count: number, more: Parameters<typeof ended>[0]) => {
      for (let at = 0; at < count; at += 1) audit.callEnded(ended({ isStartAudited: false, ...more }));
    };
    const events = () => parsed(state.text).map(({ event }) => event);
    refuse(60, { outcome: "invalid_input" });
    expect(events().filter((event) => event === "call_refused")).toHaveLength(60);
    refuse(5_000, { outcome: "invalid_input", startedAtMs: Date.parse("2026-11-25T00:00:20Z") });
    refuse(7, { outcome: "rate_limited", startedAtMs: Date.parse("2026-11-25T00:00:40Z") });
    refuse(2, { outcome: "invalid_input", caller: { ...caller, userId: randomUUID() } });
    expect(events().filter((event) => event === "call_refused")).toHaveLength(62);
    await vi.advanceTimersByTimeAsync(60_000);
    const [counted, ...others] = parsed(state.text).filter(({ event }) => event === "calls_refused");
    const [since, time] = ["2026-11-25T00:00:20.012Z", "2026-11-25T00:00:40.012Z"];
    expect(counted).toMatchObject({ since, time, counts: { invalid_input: 5_000, rate_limited: 7 } });
    expect(others).toEqual([]);
    refuse(61, { outcome: "rate_limited" });
    await audit.close();
    expect(parsed(state.text).slice(-2)).toMatchObject([
      { event: "calls_refused", counts: { rate_limited: 1 } },
      { event: "chain_closed" },
    ]);
  });
});

describe("refused requests", () => {
  test("cost one line a minute, however many come from whoever can't be named", async () => {
    const { audit, lines, last } = auditInMemory();
    for (let count = 0; count < 10_000; count += 1) audit.requestRefused({ reason: "signature" });
    audit.requestRefused({ reason: "origin" });
    expect(lines()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines()).toHaveLength(2);
    expect(last()).toMatchObject({ event: "requests_refused", counts: { signature: 10_000, origin: 1 } });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(lines()).toHaveLength(2);
  });

  test("of somebody who can be named have a line, once a minute for the same and never more than 60", async () => {
    const { audit, lines, last } = auditInMemory();
    for (let count = 0; count < 3; count += 1) audit.requestRefused({ reason: "tenant_not_allowed", caller });
    expect(lines()).toHaveLength(2);
    expect(last()).toMatchObject({ event: "request_refused", reason: "tenant_not_allowed", clientId: caller.clientId });
    for (let count = 0; count < 200; count += 1) {
      audit.requestRefused({ reason: "tenant_not_allowed", caller: { tenantId: randomUUID() } });
    }
    expect(lines()).toHaveLength(61);
    await audit.close();
    expect(parsed(lines().at(-2) ?? "")[0]).toMatchObject({ counts: { tenant_not_allowed: 143 } });
  });
});

describe("steps of sign-ins", () => {
  const at = (redirectHost: string) => ({ profile: "loopback", redirectHost });

  test("are lines of their own, at most 60 a minute however they vary; with the counts they are all", async () => {
    const { audit, state, lines } = auditInMemory();
    for (let port = 0; port < 5_000; port += 1) {
      audit.signInStep({ step: "approved", reason: "", target: at(`localhost:${port}`) });
    }
    audit.signInStep({ step: "failed_at_entra", reason: "AADSTS53003", aadsts: 53_003, target: at("claude.ai") });
    expect(lines()).toHaveLength(61);
    await vi.advanceTimersByTimeAsync(60_000);
    const counts = { approved: 4_940, "failed_at_entra AADSTS53003": 1 };
    expect(parsed(state.text).at(-1)).toMatchObject({ event: "sign_in_steps", counts });
    audit.signInStep({ step: "cancelled", reason: "", target: at("claude.ai") });
    expect(parsed(state.text).at(-1)).toMatchObject({ event: "sign_in_step", step: "cancelled", ...at("claude.ai") });
  });

  test("that are the same have one line a minute, so that a loop doesn't hide the others", async () => {
    const { audit, state } = auditInMemory();
    const steps = [at("localhost:1"), at("localhost:1"), at("localhost:2"), at("claude.ai")];
    for (const target of steps) audit.signInStep({ step: "approved", reason: "", target });
    for (const one of [caller, { ...caller, userId: randomUUID() }]) {
      audit.signInStep({ step: "token_refused", reason: "other_app", target: at("claude.ai"), caller: one });
    }
    await audit.close();
    const written = parsed(state.text);
    expect(written.filter(({ event }) => event === "sign_in_step")).toHaveLength(5);
    expect(written.at(-2)).toMatchObject({ event: "sign_in_steps", counts: { approved: 1 } });
  });
});

test("every line has exactly the members that docs/audit.md names", async () => {
  const { audit, state } = auditInMemory();
  const parts = [{ tool: "tasks_search", requestId: randomUUID(), outcome: "not_found", ...report }] as const;
  const call = ended({ report, resultBytes: 1, outcome: "permission_missing", missingScopes: ["Mail.Read"], parts });
  await audit.callStarted(call);
  audit.callEnded(call);
  await audit.permissionsAsked(call.call);
  await audit.tokenIssued({ caller, target: { profile: "claude", redirectHost: "claude.ai" } });
  await audit.tokenIssued({ caller });
  audit.tenantOffBoarded({ tenantId: caller.tenantId, reason: "removed", endedCalls: 0 });
  state.takes = 0;
  await expect(audit.callStarted(call)).rejects.toMatchObject({ code: "unavailable" });
  await expect(audit.permissionsAsked(call.call)).rejects.toMatchObject({ code: "unavailable" });
  for (let count = 0; count < 61; count += 1) audit.callEnded({ ...call, isStartAudited: false });
  audit.requestRefused({ reason: "guest_not_allowed", caller });
  audit.requestRefused({ reason: "missing_token" });
  const target = { profile: "claude", redirectHost: "claude.ai" };
  for (let count = 0; count < 2; count += 1) {
    audit.signInStep({ step: "token_refused", reason: "other_app", aadsts: 53_003, target, caller });
  }
  state.takes = Number.POSITIVE_INFINITY;
  await audit.close();
  const lines = parsed(state.text);
  for (const line of lines) {
    const { event } = everyLine.parse(line);
    const schema = auditEvents[event].fields.extend({ ...everyLine.shape, mac: macMember });
    expect(() => schema.parse(line)).not.toThrow();
  }
  expect(new Set(lines.map(({ event }) => event)).size).toBe(Object.keys(auditEvents).length - 1);
});

test("the keys come from AUDIT_KEY, else from the first sealing key, and differ from each other", () => {
  const ring = [newSealingKey()] as const;
  const own = auditKeys("a key of one's own", ring);
  expect(own.pseudonyms.export().toString()).toBe("a key of one's own");
  const derived = auditKeys(undefined, ring);
  expect(derived.id).toBe(auditKeys(undefined, ring).id);
  const all = [own.pseudonyms, own.chain, derived.pseudonyms, derived.chain, ring[0].key];
  expect(new Set(all.map((key) => key.export().toString("hex"))).size).toBe(5);
});
