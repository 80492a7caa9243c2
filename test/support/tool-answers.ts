import { expect, onTestFinished } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { connectModern, type McpClient } from "./mcp-clients.ts";
import type { Stack } from "./stack.ts";

/** A person of the simulated tenants by the name before the @, such as `hana.mori`. */
export async function personNamed(fake: FakeTenant, alias: string): Promise<DirectoryUser> {
  const { tenants } = await fake.control.directory();
  const person = tenants
    .flatMap(({ users }) => users)
    .find(({ userPrincipalName }) => userPrincipalName.startsWith(`${alias}@`));
  if (person === undefined) throw new Error(`no tenant has a ${alias}`);
  return person;
}

/** The people of a simulated tenant, by its number, who have mail and are no guests: at least two. */
export async function membersWithMail(
  fake: Pick<FakeTenant, "control">,
  tenant = 0,
): Promise<[DirectoryUser, DirectoryUser, ...DirectoryUser[]]> {
  const { tenants } = await fake.control.directory();
  const members = tenants[tenant]?.users.filter(({ hasMailbox, userType }) => hasMailbox && userType === "Member");
  const [first, second, ...others] = members ?? [];
  if (first === undefined || second === undefined) throw new Error(`tenant ${tenant} has no two members with mail`);
  return [first, second, ...others];
}

/** A client of a person, which is closed when the test that asks for it ends. */
export async function clientFor(
  { fake, gateways }: Pick<Stack, "fake" | "gateways">,
  { id: userId }: { id: string },
  { connect = connectModern, url = gateways[0].mcpUrl } = {},
): Promise<McpClient> {
  const client = await connect(url, await fake.control.mintToken({ userId }));
  onTestFinished(() => client.close());
  return client;
}

/** The answer of a call that must succeed, as an object. */
export async function outputOf(client: Pick<McpClient, "call">, tool: string, args: Record<string, unknown>) {
  const { isError, output, texts } = await client.call(tool, args);
  expect(isError, texts.join("\n")).toBe(false);
  return output ?? {};
}

/** The text of a call that must be refused. */
export async function refusalOf(
  client: Pick<McpClient, "call">,
  tool: string,
  args: Record<string, unknown>,
): Promise<string> {
  const { isError, texts } = await client.call(tool, args);
  expect(isError).toBe(true);
  return texts.join("\n");
}
