import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { openSignIn, unusedSignInKeys } from "#gateway/sign-in/sign-in-server.ts";
import { publicUrl, signInApp } from "./sign-in-gateway.ts";

const ring = () => `k:${randomBytes(32).toString("base64")}`;
const sealing = ring();
const right = {
  AZURE_CLIENT_ID: "8a1c1c7e-0000-4000-8000-000000000001",
  MCP_PUBLIC_URL: publicUrl,
  SEALING_KEYS: sealing,
};
const read = (more: Record<string, string>) => readSettings(gatewaySettings, { ...right, ...more });
const on = { SIGN_IN_CLIENT_ID: signInApp, SIGN_IN_KEYS: ring() };

describe("the settings of the sign-in", () => {
  it("leave it off when they say nothing", () => {
    const found = read({});
    expect(found).toMatchObject({ settings: { SIGN_IN_REDIRECTS: [] } });
    expect(found).not.toHaveProperty("settings.SIGN_IN_CLIENT_ID");
  });

  it.each([
    [{}],
    [{ ALLOWED_CLIENTS: `11111111-2222-4333-8444-555555555555,${signInApp}` }],
    [{ ALLOWED_ASSISTANTS: "claude,loopback" }],
    [{ SIGN_IN_CIMD: "any" }],
    [{ SIGN_IN_CIMD: "on", HTTPS_PROXY: "http://proxy:3128" }],
    [{ SIGN_IN_REDIRECTS: "copilot-studio, https://chat.contoso.example/cb/*,vscode-dev" }],
  ])("turn it on with an id and a key (%j)", (more) => {
    expect(read({ ...on, ...more })).toHaveProperty("settings");
  });

  const proxy = { HTTPS_PROXY: "http://proxy:3128" };

  it.each([
    ["documents of known hosts", {}, { ofAnyHost: false }],
    ["none beside a proxy", proxy, undefined],
    ["those of known hosts beside a proxy if they say so", { ...proxy, SIGN_IN_CIMD: "on" }, { ofAnyHost: false }],
    ["those of any host if they say so", { SIGN_IN_CIMD: "any" }, { ofAnyHost: true }],
    ["none if they say so", { SIGN_IN_CIMD: "off" }, undefined],
  ])("have %s read", async (_what, more, documents) => {
    const found = read({ ...on, ...more });
    if (!("settings" in found)) throw new Error("refused");
    const opened = await openSignIn(found.settings, fetch, Date.now);
    if (documents === undefined) expect(opened).toMatchObject({ documents });
    else expect(opened).toMatchObject({ documents: { ...documents, network: expect.anything() } });
  });

  it("may hold keys alone, which is told: nobody can sign in by the URL then", () => {
    const found = read({ SIGN_IN_KEYS: ring() });
    if (!("settings" in found)) throw new Error("refused");
    expect(unusedSignInKeys(found.settings)).toMatch(/^SIGN_IN_KEYS is set and SIGN_IN_CLIENT_ID is not/);
    const both = read(on);
    expect("settings" in both && unusedSignInKeys(both.settings)).toBeUndefined();
  });

  it.each([
    [
      { SIGN_IN_CLIENT_ID: signInApp },
      /^SIGN_IN_KEYS: is required with SIGN_IN_CLIENT_ID, .*: echo "k1:\$\(openssl rand -base64 32\)"$/,
    ],
    [{ ...on, SIGN_IN_CLIENT_ID: "claude" }, /^SIGN_IN_CLIENT_ID: must be a GUID$/],
    [{ ...on, SIGN_IN_CLIENT_ID: right.AZURE_CLIENT_ID }, /^SIGN_IN_CLIENT_ID: must be the id of a public client app/],
    [{ ...on, SIGN_IN_CIMD: "true" }, /^SIGN_IN_CIMD: .*"on"\|"any"\|"off"/],
    [{ ...on, SIGN_IN_CIMD: "any", HTTPS_PROXY: "http://proxy:3128" }, /^SIGN_IN_CIMD: can't be any with HTTPS_PROXY/],
    [{ ...on, SIGN_IN_KEYS: "k1:short" }, /^SIGN_IN_KEYS: must be id:base64-of-32-bytes/],
    [{ ...on, SIGN_IN_KEYS: `x${sealing}` }, /^SIGN_IN_KEYS: must have none of the keys in SEALING_KEYS/],
    [
      { ...on, SIGN_IN_REDIRECTS: "vscode-dev,http://chat.contoso.example/cb" },
      /^SIGN_IN_REDIRECTS: entry 2 must be copilot-studio, vscode-dev, or an https address/,
    ],
    [
      { ...on, ALLOWED_CLIENTS: "11111111-2222-4333-8444-555555555555" },
      /^ALLOWED_CLIENTS: must hold SIGN_IN_CLIENT_ID/,
    ],
    [{ ALLOWED_ASSISTANTS: "claude" }, /^ALLOWED_ASSISTANTS: has no effect without SIGN_IN_CLIENT_ID/],
    [{ ...on, ALLOWED_ASSISTANTS: "gpt" }, /^ALLOWED_ASSISTANTS: /],
  ])("are refused with one clear line: %j", (more, problem) => {
    expect(read(more)).toEqual({ problems: [expect.stringMatching(problem)] });
  });
});
