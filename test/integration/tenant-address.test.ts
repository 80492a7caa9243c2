import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { postMessage, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import type { GatewayProcess } from "#test/support/stack.ts";

let stack: SharedStack;
let tenantIds: string[];
/** Serves the first tenant alone. */
let restricted: GatewayProcess;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  const { tenants } = await stack.fake.control.directory();
  tenantIds = tenants.map(({ id }) => id);
  restricted = await stack.startGateway({ ALLOWED_TENANTS: `${tenantIds[0]},${randomUUID()}` });
});

async function tokenOf(tenantId: string | undefined): Promise<string> {
  const { tenants } = await stack.fake.control.directory();
  const user = tenants.find(({ id }) => id === tenantId)?.users.find(({ hasMailbox }) => hasMailbox);
  return await stack.fake.control.mintToken({ userId: user?.id ?? "" });
}

const metadata = (origin: string, tenantId: string | undefined) =>
  fetch(`${new URL(origin).origin}/.well-known/oauth-protected-resource/mcp/${tenantId}`);

test("the metadata of a tenant's address names that tenant's issuer and the one resource", async () => {
  const response = await metadata(stack.gateways[0].mcpUrl, tenantIds[1]);
  expect(await response.json()).toEqual({
    resource: stack.publicUrl,
    authorization_servers: [`${stack.fake.authorityHost}/${tenantIds[1]}/v2.0`],
    scopes_supported: [`${stack.publicUrl}/access_as_user`],
    bearer_methods_supported: ["header"],
  });
});

test("the metadata is served as JSON with status 200, at every address of it", async () => {
  const { origin } = new URL(stack.gateways[0].mcpUrl);
  for (const path of ["", "/mcp", `/mcp/${tenantIds[0]}`]) {
    const response = await fetch(`${origin}/.well-known/oauth-protected-resource${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    const values = Object.values((await response.json()) as Record<string, unknown>);
    expect(
      values.filter((value) => value === null || value === "" || (Array.isArray(value) && value.length === 0)),
    ).toEqual([]);
  }
});

test("a call without a token at a tenant's address is led to that tenant's metadata", async () => {
  const response = await fetch(`${stack.gateways[0].mcpUrl}/${tenantIds[0]}`, { method: "POST" });
  expect(response.status).toBe(401);
  const { origin } = new URL(stack.publicUrl);
  const expected = `resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp/${tenantIds[0]}"`;
  expect(response.headers.get("www-authenticate")).toContain(expected);
  expect(response.headers.get("www-authenticate")).toContain(`scope="${stack.publicUrl}/access_as_user"`);
});

test.each(rawEras)("a tenant's address serves its own people and refuses others, in the %s era", async (era) => {
  const url = `${stack.gateways[0].mcpUrl}/${tenantIds[0]}`;
  const list = { id: 1, method: "tools/list" };
  const own = await postMessage(era, list, { url, token: await tokenOf(tenantIds[0]) });
  expect((await readRpcAnswer(own)).result).toHaveProperty("tools");
  const other = await postMessage(era, list, { url, token: await tokenOf(tenantIds[1]) });
  expect(other.status).toBe(403);
  expect(other.headers.get("www-authenticate")).toBeNull();
  expect(await other.text()).toContain("belongs to another organisation");
});

test("a tenant that is not enabled looks the same until one of its people has signed in", async () => {
  const seenAt = async (tenantId = "") => {
    const found = await metadata(restricted.mcpUrl, tenantId);
    const call = await fetch(`${restricted.mcpUrl}/${tenantId}`, { method: "POST" });
    expect([found.status, call.status]).toEqual([200, 401]);
    const seen = [await found.text(), call.headers.get("www-authenticate"), await call.text()];
    return seen.map((text) => text?.replaceAll(tenantId, "the tenant"));
  };
  expect(await seenAt(tenantIds[1])).toEqual(await seenAt(tenantIds[0]));
  const token = await tokenOf(tenantIds[1]);
  const refused = await postMessage(
    "modern",
    { id: 1, method: "tools/list" },
    { url: `${restricted.mcpUrl}/${tenantIds[1]}`, token },
  );
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("is not enabled");
});

test.each(["not-a-tenant", "organizations", "common", "00000000-0000-0000-0000-00000000000"])(
  "%s is no tenant's address",
  async (name) => {
    expect((await fetch(`${stack.gateways[0].mcpUrl}/${name}`, { method: "POST" })).status).toBe(404);
    expect((await metadata(stack.gateways[0].mcpUrl, name)).status).toBe(404);
  },
);
