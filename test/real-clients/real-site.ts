import { randomBytes } from "node:crypto";
import { freePort } from "#test/support/free-port.ts";
import { type SharedStack, test as stackTest } from "#test/support/shared-stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { launchChromium } from "./chromium/launch.ts";
import { createPerson, type Person } from "./chromium/person.ts";
import type { Chromium } from "./chromium/playwright.ts";

/** A connector at which people sign in, and one of those people. */
export interface Site {
  /** All that a client knows. */
  mcpUrl: string;
  tenantId: string;
  /** The address that the person signs in with. */
  account: string;
}

/** @param mcpUrl all that clients know. Default: the gateway's own address on this machine */
export async function startSite(
  { fake, startGateway }: SharedStack,
  { port, mcpUrl = `http://localhost:${port}/mcp` }: { port: number; mcpUrl?: string },
): Promise<Site> {
  const { signInApp } = await fake.control.directory();
  const { tenantId, userPrincipalName: account } = await personNamed(fake, "mei.lin");
  await fake.control.registerIdentifierUri(mcpUrl);
  await fake.control.registerRedirectUri(`${mcpUrl}/oauth/callback`);
  await startGateway({
    MCP_PUBLIC_URL: mcpUrl,
    PORT: String(port),
    SIGN_IN_CLIENT_ID: signInApp.clientId,
    // Their documents are on the internet, where this machine may not get to.
    SIGN_IN_CIMD: "off",
    SIGN_IN_KEYS: `test:${randomBytes(32).toString("base64")}`,
  });
  return { mcpUrl, tenantId, account };
}

/** `test` with the one stack of this stage, the one Chromium, and for each file a site with a person. */
export const test = stackTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads there what a fixture needs
  .extend("chromium", { scope: "worker" }, async ({}, { onCleanup }): Promise<Chromium> => {
    const chromium = await launchChromium();
    onCleanup(() => chromium.close());
    return chromium;
  })
  .extend("site", { scope: "file" }, async ({ stack }): Promise<Site> => startSite(stack, { port: await freePort() }))
  .extend("person", { scope: "file" }, ({ chromium, site }): Person => createPerson(chromium, site.account));
