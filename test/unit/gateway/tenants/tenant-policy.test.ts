import { describe, expect, it } from "vitest";
import { isToolEnabled, policiesFromFile, ruleAgainstTool } from "#gateway/tenants/tenant-policy.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";

const ordinary = { perUser: 32, perTenant: 500 };
const [one, two, three] = ["tenant-1", "tenant-2", "tenant-3"];

describe("the policies of a tenants file", () => {
  const policies = policiesFromFile(
    {
      defaults: {
        clients: ["a"],
        tools: ["search"],
        guests: true,
        assistants: ["claude"],
        roles: { Reader: ["search"] },
        retrieval: { searchesPerDay: 100 },
        admins: false,
        limits: { callsPerUser: 5, callsPerTenant: 9 },
      },
      tenants: [
        { id: one },
        {
          id: two,
          clients: ["b"],
          tools: ["read"],
          guests: false,
          agents: true,
          assistants: ["loopback"],
          roles: { Reader: ["read"], Other: ["search"] },
          retrieval: { searchesPerDay: 0 },
          admins: true,
          limits: { callsPerUser: 1 },
        },
      ],
    },
    ordinary,
  );

  it("are those of the defaults, where a tenant says nothing, and else its own, each rule by itself", () => {
    expect(policies.policyOf(one)).toEqual({
      suspended: undefined,
      clients: new Set(["a"]),
      tools: new Set(["search"]),
      assistants: new Set(["claude"]),
      roles: new Map([["Reader", new Set(["search"])]]),
      retrievalsPerDay: 100,
      allowsGuests: true,
      allowsAgents: false,
      allowsAdmins: false,
      limits: { perUser: 5, perTenant: 9 },
    });
    expect(policies.limitsOf(two)).toEqual({ perUser: 1, perTenant: 9 });
    expect(policies.policyOf(two)).toEqual({
      suspended: undefined,
      clients: new Set(["b"]),
      tools: new Set(["read"]),
      assistants: new Set(["loopback"]),
      roles: new Map([
        ["Reader", new Set(["read"])],
        ["Other", new Set(["search"])],
      ]),
      retrievalsPerDay: 0,
      allowsGuests: false,
      allowsAgents: true,
      allowsAdmins: true,
      limits: { perUser: 1, perTenant: 9 },
    });
  });

  it("have neither guests, agents nor searches by meaning, and the ordinary limits, where nothing is said", () => {
    const bare = policiesFromFile({ tenants: [{ id: one }] }, ordinary);
    expect(bare.policyOf(one)).toMatchObject({ allowsGuests: false, allowsAgents: false, retrievalsPerDay: 0 });
    expect(bare.limitsOf(one)).toEqual(ordinary);
    expect(isToolEnabled(bare, { tenantId: one }, "anything")).toBe(true);
  });

  it("give a person the tools that both the tenant and one of their roles have", () => {
    const inTwo = (...roles: string[]) =>
      ["read", "search"].map((tool) => ruleAgainstTool(policies, { tenantId: two, roles }, tool));
    expect(inTwo()).toEqual(["roles", "tools"]);
    expect(inTwo("Unnamed")).toEqual(["roles", "tools"]);
    expect(inTwo("Unnamed", "Reader")).toEqual([undefined, "tools"]);
    expect(inTwo("Other")).toEqual(["roles", "tools"]);
    expect(isToolEnabled(policies, { tenantId: one, roles: ["Reader"] }, "search")).toBe(true);
  });

  it("have no tools and the ordinary limits for a tenant that was taken out", () => {
    expect(isToolEnabled(policies, { tenantId: three }, "search")).toBe(false);
    expect(policies.limitsOf(three)).toEqual(ordinary);
  });

  it.each([
    [[{ id: one }], one],
    [[{ id: one }, { id: two, suspended: "x" }], one],
    [[{ id: one }, { id: two }], undefined],
    [[{ id: one, suspended: "x" }], undefined],
  ])("of %j have %s as the only enabled tenant", (tenants, only) => {
    expect(policiesFromFile({ tenants }, ordinary).onlyTenant()).toBe(only);
  });
});

describe("the policies without a tenants file", () => {
  it("are the same for every tenant, or for those that are listed", () => {
    expect(tenantPolicies().policyOf(three)).toMatchObject({ allowsGuests: false, allowsAgents: false });
    const listed = tenantPolicies({ allowedTenants: [one] });
    expect(listed.policyOf(one)).toBeDefined();
    expect(listed.policyOf(two)).toBeUndefined();
    expect(listed.onlyTenant()).toBe(one);
  });
});
