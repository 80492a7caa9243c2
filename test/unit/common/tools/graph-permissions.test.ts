import { expect, it } from "vitest";
import { permissionNamed, permissionNames } from "#common/tools/graph-permissions.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { withImpliedScopes } from "#workers/auth/user-tokens.ts";
import { allRequests } from "#workers/graph/known-requests.ts";

const asked = new Set(allRequests.flatMap(({ scopes }) => scopes));
const withoutEffect = permissionNames.filter((name) => permissionNamed(name)?.withoutEffect !== undefined);

it("each permission of the list opens a request that tools send, or is said to open none", () => {
  expect(permissionNames.filter((name) => !asked.has(name)).toSorted()).toEqual(withoutEffect.toSorted());
});

it("no request asks for a permission that the list does not have", () => {
  const known = withImpliedScopes(new Set(permissionNames));
  expect([...asked].filter((name) => !known.has(name))).toEqual([]);
});

it("no permission without effect is registered", () => {
  expect(registeredPermissions.filter((name) => permissionNamed(name)?.withoutEffect !== undefined)).toEqual([]);
});
