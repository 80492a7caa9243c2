import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";

export interface ComposeTenantOptions {
  /** The name by which the other containers, and a browser on this machine, reach it. */
  hostname: string;
  listenHost: string;
  ports: { entra: number; graph: number; download: number; conversion: number };
  /** The folder that gateway and workers share; `ca.pem` in it is what they trust. */
  trustFolder: string;
  /** The gateway's MCP_PUBLIC_URL. */
  mcpUrl: string;
}

/**
 * The simulated Microsoft 365 of `docker compose --profile demo up`. Its certificate is in the shared folder when it
 * listens.
 */
export async function startComposeTenant(options: ComposeTenantOptions): Promise<FakeTenant> {
  const { trustFolder, mcpUrl, ...where } = options;
  const shared = join(trustFolder, "ca.pem");
  // One of an earlier run would have the others start too soon.
  await rm(shared, { force: true });
  const tenant = await startFakeTenant(where);
  await tenant.control.registerIdentifierUri(mcpUrl);
  await copyFile(tenant.caCertificatePath, `${shared}.new`);
  await rename(`${shared}.new`, shared);
  return tenant;
}

/**
 * A command to paste that calls a tool as somebody of the demo company, with a token that is good for about an hour.
 */
export async function howToTry(tenant: FakeTenant, mcpUrl: string, address: string): Promise<string> {
  const { tenants } = await tenant.control.directory();
  const user = tenants.flatMap(({ users }) => users).find(({ userPrincipalName }) => userPrincipalName === address);
  if (user === undefined) throw new Error(`The fake cloud has no user ${address}.`);
  const token = await tenant.control.mintToken({ userId: user.id });
  const call = { name: "outlook_email_search", arguments: { query: "Kyoto", limit: 3 } };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: call });
  const accept = "-H 'Accept: application/json, text/event-stream'";
  const authorization = '--header "Authorization: Bearer $TOKEN"';
  return `As ${user.displayName}, on this machine:

export URL=${mcpUrl} TOKEN=${token}
curl -s "$URL" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' ${accept} -d '${body}'
npx @modelcontextprotocol/inspector --cli "$URL" --transport http ${authorization} --method tools/list
`;
}
