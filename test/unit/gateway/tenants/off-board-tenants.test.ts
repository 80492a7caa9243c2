import { expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { tenantRefusal } from "#gateway/auth/policy-refusal.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { offBoardTenants } from "#gateway/tenants/off-board-tenants.ts";
import type { LostTenant } from "#gateway/tenants/open-tenant-policies.ts";
import { policiesFromFile } from "#gateway/tenants/tenant-policy.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";

const limits = { perUser: 32, perTenant: 500 };
const [one, two, three] = [1, 2, 3].map((digit) => `${digit}1111111-1111-4111-8111-111111111111`) as [
  string,
  string,
  string,
];

it("tenants that are lost lose their calls and memories, workers are told, and each has an audit line", () => {
  const policies = policiesFromFile({ tenants: [{ id: two, suspended: "Later." }] }, limits);
  let lose: (lost: readonly LostTenant[]) => void = () => undefined;
  const [told, audited, forgotten]: [string[][], object[], string[][]] = [[], [], []];
  offBoardTenants({
    tenants: { policies, suspendedAtStart: new Set([two]), follow: (onLost) => (lose = onLost), stop: () => undefined },
    endCallsOf: (tenantId) => (tenantId === one ? 2 : 0),
    memories: [{ what: "checked_token", forget: (tenantIds) => forgotten.push([...tenantIds]) }],
    redis: { spublish: async () => 1 },
    messages: { write: (tenantIds) => String(told.push([...tenantIds])) },
    audit: { tenantOffBoarded: (tenant) => void audited.push(tenant) },
    metrics: createMetrics(gatewayMetrics).metrics,
    logger: recordingLogger().logger,
    now: () => 0,
  }).stop();
  // Before the gateway started, too, somebody may have been suspended.
  expect({ told, audited, forgotten }).toEqual({ told: [[two]], audited: [], forgotten: [] });
  lose([
    { tenantId: one, reason: "removed" },
    { tenantId: three, reason: "suspended" },
  ]);
  expect(told.at(-1)).toEqual([two, one, three]);
  expect(forgotten).toEqual([[one, three]]);
  expect(audited).toEqual([
    { tenantId: one, reason: "removed", endedCalls: 2 },
    { tenantId: three, reason: "suspended", endedCalls: 0 },
  ]);
});

it("a call that was let in before is told that its organisation is suspended or not enabled", () => {
  const policies = policiesFromFile({ tenants: [{ id: one }, { id: two, suspended: "Write to us." }] }, limits);
  expect(tenantRefusal(one, policies)).toBeUndefined();
  expect(tenantRefusal(two, policies)).toMatchObject({
    code: "permission_missing",
    message: expect.stringContaining("is suspended on this connector: Write to us."),
  });
  expect(tenantRefusal(three, policies)).toMatchObject({
    code: "permission_missing",
    message: expect.stringContaining("is not enabled for this connector"),
  });
});
