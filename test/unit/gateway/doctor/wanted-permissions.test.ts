import { describe, expect, test } from "vitest";
import { wantedPermissions } from "#gateway/doctor/check-gateway.ts";
import type { GatewayContext } from "#gateway/doctor/settings-checks.ts";
import { policiesFromFile } from "#gateway/tenants/tenant-policy.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";

const [one, other] = ["8a1c1c7e-0000-4000-8000-000000000001", "8a1c1c7e-0000-4000-8000-000000000002"];
const mail = ["outlook_email_search"];
const policies = policiesFromFile({ tenants: [{ id: one, tools: mail }, { id: other }] }, { perUser: 1, perTenant: 1 });
const signedInTo = (tid: string) => ({
  token: `e30.${Buffer.from(JSON.stringify({ tid })).toString("base64url")}.x`,
});
const contextOf = (more: Partial<GatewayContext> = {}) => ({ policies, ...more }) as GatewayContext;

describe("the permissions that a person should have", () => {
  test("are those of all tools, where nobody has signed in to one of several tenants", () => {
    expect(wantedPermissions(contextOf())).toEqual(registeredPermissions);
  });

  test("are those of the tools that the tenant of who has signed in may use", () => {
    expect(wantedPermissions(contextOf({ signInEnd: signedInTo(one) }))).toEqual([
      "User.Read",
      "Mail.Read",
      "Mail.Read.Shared",
    ]);
    expect(wantedPermissions(contextOf({ signInEnd: signedInTo(other) }))).toEqual(registeredPermissions);
  });

  test("are those of the tools that are named, whatever the tenant may use", () => {
    const named = wantedPermissions(contextOf({ signInEnd: signedInTo(one) }), ["find_meeting_availability"]);
    expect(named).toEqual(["User.Read", "Calendars.Read"]);
  });
});
