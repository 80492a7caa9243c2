import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { profileOf } from "#test/support/sign-in/client-profiles.ts";
import { signIn } from "#test/support/sign-in/sign-in.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { createTenantsFile } from "#test/support/tenants-file.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

const { path, write } = createTenantsFile();
let stack: Stack;
let tenantId: string;
let account: string;

const allow = (...assistants: string[]) =>
  write(`tenants:\n  - id: ${tenantId}\n    assistants: [${assistants.join(", ")}]\n...\n`);

beforeAll(async () => {
  const fake = await startFakeTenant();
  await trustCertificate(fake.caCertificatePath);
  const { signInApp } = await fake.control.directory();
  ({ tenantId, userPrincipalName: account } = await personNamed(fake, "mei.lin"));
  allow("claude", "loopback");
  const SIGN_IN_KEYS = `k1:${randomBytes(32).toString("base64")}`;
  const environment = { TENANTS_FILE: path, SIGN_IN_CLIENT_ID: signInApp.clientId, SIGN_IN_KEYS, SIGN_IN_CIMD: "off" };
  stack = await startStack({ fake, gatewayEnvironment: environment });
});
afterAll(() => stack.stop());

const signInBy = (client: string, at = "") =>
  signIn({ mcpUrl: `${stack.publicUrl}${at}`, profile: profileOf(client), account });

test("people sign in with the assistants that their tenant allows, and with no other", async () => {
  for (const client of ["Claude", "Claude Code"]) expect((await signInBy(client)).tokens.access_token).toBeTruthy();
  // The page is the last that the person sees: nobody is sent anywhere.
  await expect(signInBy("ChatGPT")).rejects.toThrow("This app may not be connected here");
  await expect(signInBy("ChatGPT", `/${tenantId}`)).rejects.toThrow("This app may not be connected here");
});

test("what an assistant got before it was forbidden can't be renewed, and comes back with it", async () => {
  const [claude, code] = [await signInBy("Claude"), await signInBy("Claude Code", `/${tenantId}`)];
  allow("loopback");
  const isRefused = async () => (await signInBy("Claude").catch(() => undefined)) === undefined;
  await until("the new file", isRefused);
  await expect(claude.renew()).rejects.toThrow("invalid_grant");
  expect(await code.renew()).toMatchObject({ token_type: "Bearer" });
  await expect(signInBy("Claude")).rejects.toThrow("This app may not be connected here");
  allow("loopback", "claude");
  await until("the file after that", () => signInBy("Claude").catch(() => undefined));
});
