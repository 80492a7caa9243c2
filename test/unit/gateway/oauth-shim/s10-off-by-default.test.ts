// S10: off by default — without OAUTH_SHIM=on there are no such endpoints, and clients are sent to Entra itself;
// incomplete settings prevent the start.

import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { authorityHost, clientId, codeForm, publicUrl, question, redirectUri, shimGateway } from "./shim-gateway.ts";

const right = {
  AZURE_CLIENT_ID: "8a1c1c7e-0000-4000-8000-000000000001",
  MCP_PUBLIC_URL: publicUrl,
  SEALING_KEYS: `k:${randomBytes(32).toString("base64")}`,
};
const read = (more: Record<string, string>) => readSettings(gatewaySettings, { ...right, ...more });

describe("the settings", () => {
  it("leave it off when they say nothing", () => {
    expect(read({})).toMatchObject({ settings: { OAUTH_SHIM: "off" } });
  });

  it.each([
    [{}],
    [{ ALLOWED_CLIENTS: clientId }],
    [{ ALLOWED_CLIENTS: `11111111-2222-4333-8444-555555555555,${clientId}` }],
  ])("turn it on with a client id (%j)", (more) => {
    expect(read({ OAUTH_SHIM: "on", OAUTH_SHIM_CLIENT_ID: clientId, ...more })).toHaveProperty("settings");
  });

  it.each([
    [{ OAUTH_SHIM: "on" }, /^OAUTH_SHIM_CLIENT_ID: is required with OAUTH_SHIM=on$/],
    [{ OAUTH_SHIM: "yes" }, /^OAUTH_SHIM: /],
    [{ OAUTH_SHIM: "on", OAUTH_SHIM_CLIENT_ID: "claude" }, /^OAUTH_SHIM_CLIENT_ID: must be a GUID$/],
    [
      { OAUTH_SHIM: "on", OAUTH_SHIM_CLIENT_ID: right.AZURE_CLIENT_ID },
      /^OAUTH_SHIM_CLIENT_ID: must be the id of a public client/,
    ],
    [
      { OAUTH_SHIM: "on", OAUTH_SHIM_CLIENT_ID: clientId, ALLOWED_CLIENTS: "11111111-2222-4333-8444-555555555555" },
      /^ALLOWED_CLIENTS: must hold OAUTH_SHIM_CLIENT_ID/,
    ],
  ])("are refused with one clear line: %j", (more, problem) => {
    expect(read(more)).toEqual({ problems: [expect.stringMatching(problem)] });
  });
});

describe("a gateway without the shim", () => {
  const gateway = shimGateway({ isOn: false });

  it("has none of its endpoints", async () => {
    const answers = await Promise.all([
      gateway.authorize(question()),
      gateway.token(codeForm()),
      gateway.register({ redirect_uris: [redirectUri] }),
      gateway.get("/.well-known/oauth-authorization-server/mcp"),
      gateway.get("/.well-known/oauth-authorization-server"),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404, 404]);
  });

  it("sends clients to Entra", async () => {
    const { authorization_servers: servers } = (await gateway.get("/.well-known/oauth-protected-resource/mcp")).json();
    expect(servers).toEqual([`${authorityHost}/organizations/v2.0`]);
  });
});
