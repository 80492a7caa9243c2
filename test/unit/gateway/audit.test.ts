import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { auditKey, createAudit, type FinishedCall } from "#gateway/audit.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";

const finished = (changes: Partial<FinishedCall["caller"]> = {}): FinishedCall => ({
  requestId: randomUUID(),
  caller: {
    tenantId: "11111111-1111-1111-1111-111111111111",
    userId: "22222222-2222-2222-2222-222222222222",
    clientId: "33333333-3333-3333-3333-333333333333",
    scopes: ["access_as_user"],
    expiresAtSeconds: 0,
    understandsClaims: false,
    domain: "aozora-coffee.example",
    ...changes,
  },
  tool: "outlook_email_search",
  outcome: "ok",
  startedAtMs: Date.parse("2026-11-25T00:00:00Z"),
  durationMs: 12.4,
});

function audit(write: (line: string) => void, key: Buffer = randomBytes(32)) {
  const { registry, metrics } = createMetrics("gateway");
  const failures = async () => (await registry.getSingleMetric("m365_audit_failures_total")?.get())?.values[0]?.value;
  return { ...createAudit({ key, write, metrics }), failures };
}

describe("the audit line of a call", () => {
  test("says who by pseudonym, which tool, what came of it and when, and nothing else", () => {
    const lines: string[] = [];
    const call = finished();
    audit((line) => lines.push(line)).callFinished(call);
    const line = JSON.parse(lines[0] ?? "{}");
    expect(line).toEqual({
      event: "call_finished",
      time: "2026-11-25T00:00:00.012Z",
      requestId: call.requestId,
      tenant: expect.stringMatching(/^[\w-]{22}$/),
      user: expect.stringMatching(/^[\w-]{22}$/),
      clientId: call.caller.clientId,
      tool: "outlook_email_search",
      outcome: "ok",
      startedAt: "2026-11-25T00:00:00.000Z",
      durationMs: 12,
    });
    for (const plain of [call.caller.tenantId, call.caller.userId, "aozora"]) expect(lines[0]).not.toContain(plain);
  });

  test("has the same pseudonym for the same person, and another for another person, tenant or key", () => {
    const lines: string[] = [];
    const key = randomBytes(32);
    const first = audit((line) => lines.push(line), key);
    first.callFinished(finished());
    first.callFinished(finished());
    first.callFinished(finished({ userId: randomUUID() }));
    first.callFinished(finished({ tenantId: randomUUID() }));
    audit((line) => lines.push(line)).callFinished(finished());
    const users = lines.map((line) => JSON.parse(line).user);
    expect(users[0]).toBe(users[1]);
    expect(new Set(users).size).toBe(4);
  });

  test("is counted when it can't be written, and the call goes on", async () => {
    const { callFinished, failures } = audit(() => {
      throw new Error("the disk is full");
    });
    expect(() => callFinished(finished())).not.toThrow();
    expect(await failures()).toBe(1);
  });

  test("takes its key from AUDIT_KEY, else from the sealing key", () => {
    const ring = [newSealingKey()] as const;
    expect(auditKey("a key of one's own", ring).toString()).toBe("a key of one's own");
    expect(auditKey(undefined, ring)).toEqual(auditKey(undefined, ring));
    expect(auditKey(undefined, ring)).not.toEqual(ring[0].key);
  });
});
