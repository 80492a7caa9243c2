// proves P6

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProfileOf, rulesOfEntry } from "#gateway/sign-in/redirects.ts";
import { runs } from "#test/support/property-runs.ts";
import { question, signInGateway } from "./sign-in-gateway.ts";

const profileOf = createProfileOf([]);

const allowed: readonly [string, string][] = [
  ["https://claude.ai/api/mcp/auth_callback", "claude"],
  ["https://claude.com/api/mcp/auth_callback", "claude"],
  ["https://chatgpt.com/connector_platform_oauth_redirect", "chatgpt"],
  ["https://chatgpt.com/connector/oauth/AbC_1-2", "chatgpt"],
  ["https://www.cursor.com/agents/mcp/oauth/callback", "cursor"],
  ["cursor://anysphere.cursor-mcp/oauth/callback", "cursor"],
  ["http://localhost/callback", "loopback"],
  ["http://localhost:1/callback", "loopback"],
  ["http://localhost:65535/callback", "loopback"],
  ["http://127.0.0.1:33418/", "loopback"],
  ["http://127.0.0.1:33418", "loopback"],
  ["http://[::1]:33418/callback", "loopback"],
  ["http://localhost:1455/callback/9f3a", "loopback"],
  ["http://127.0.0.1:19876/mcp/oauth/callback", "loopback"],
  ["http://localhost:8080/oauth_callback", "loopback"],
  ["http://localhost:6274/oauth/callback/debug", "loopback"],
  ["http://localhost:50123/callback/", "loopback"],
  [`http://localhost:50123/${"a".repeat(199)}`, "loopback"],
];

const hosted = "claude.ai/api/mcp/auth_callback";
const hostile = [
  // scheme
  `http://${hosted}`,
  `HTTPS://${hosted}`,
  `//${hosted}`,
  `javascript:alert(1)//${hosted}`,
  `https:\\\\${hosted}`,
  "https://localhost:50123/callback",
  "vscode://vscode.github-authentication/did-authenticate",
  // userinfo, backslashes, control characters
  `https://claude.ai@attacker.example/api/mcp/auth_callback`,
  `https://attacker.example@${hosted}`,
  `https://claude.ai\\@attacker.example/api/mcp/auth_callback`,
  `https://claude.ai\\api\\mcp\\auth_callback`,
  ` https://${hosted}`,
  `https://${hosted}\n`,
  `https://cla\tude.ai/api/mcp/auth_callback`,
  `https://${hosted}\r\nlocation: https://attacker.example`,
  // look-alikes
  "https://CLAUDE.ai/api/mcp/auth_callback",
  "https://claude.ai./api/mcp/auth_callback",
  "https://claude.ai.attacker.example/api/mcp/auth_callback",
  "https://attacker-claude.ai/api/mcp/auth_callback",
  "https://clаude.ai/api/mcp/auth_callback",
  // ports and paths
  "https://claude.ai:443/api/mcp/auth_callback",
  "https://claude.ai/api/mcp/auth_callback/",
  "https://claude.ai/api/mcp/auth_callback/evil",
  "https://claude.ai/api/mcp/../mcp/auth_callback",
  "https://claude.ai/api//mcp/auth_callback",
  "https://claude.ai/api/mcp/auth%5fcallback",
  "https://claude.ai/API/mcp/auth_callback",
  `https://${hosted}?next=https://attacker.example`,
  `https://${hosted}#x`,
  // loopback
  "http://localhost.evil/callback",
  "http://localhost:50123.attacker.example/callback",
  "http://localhost:50123@attacker.example/callback",
  "http://attacker.example#@localhost:50123/callback",
  "http://LOCALHOST:50123/callback",
  "http://localhost.:50123/callback",
  "http://localhost:/callback",
  "http://localhost:0/callback",
  "http://localhost:080/callback",
  "http://localhost:65536/callback",
  "http://localhost:50123/callback?x=1",
  "http://localhost:50123/callback#x",
  "http://localhost:50123//callback",
  "http://localhost:50123/%63allback",
  "http://localhost:50123/callback/../other",
  "http://localhost:50123/./callback",
  "http://localhost:50123/callback/..",
  "http://localhost:50123/call back",
  "http://[::1%25lo]:50123/callback",
  "http://[0:0:0:0:0:0:0:1]:50123/callback",
  "https://chatgpt.com/connector/oauth/",
  "https://chatgpt.com/connector/oauth/a/b",
  "https://chatgpt.com/connector/oauth/..",
  `https://chatgpt.com/connector/oauth/${"a".repeat(129)}`,
  "cursor://anysphere.cursor-mcp/oauth/callback/",
  "claude://callback",
  "http://127.0.0.2:50123/callback",
  // nothing, and too much
  "urn:ietf:wg:oauth:2.0:oob",
  `http://localhost:50123/${"a".repeat(200)}`,
  `http://localhost:50123/callback${"/a".repeat(5_000)}`,
];

/** The rules once more, by other means: what the parts of an address are to a browser. */
function isWhereItMayGo(address: string): boolean {
  const { origin, hostname, pathname, protocol, host, search, hash, username, password } = new URL(address);
  if (search + hash + username + password !== "") return false;
  if (protocol === "cursor:") return host === "anysphere.cursor-mcp" && pathname === "/oauth/callback";
  if (origin === "https://claude.ai" || origin === "https://claude.com") return pathname === "/api/mcp/auth_callback";
  if (origin === "https://www.cursor.com") return pathname === "/agents/mcp/oauth/callback";
  if (origin === "https://chatgpt.com") {
    return /^\/connector(_platform_oauth_redirect$|\/oauth\/[\w-]+$)/.test(pathname);
  }
  return protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

describe("a redirect address", () => {
  it.each(allowed)("%s may have a code, and is that of %s, whatever the operator lists", (address, profile) => {
    expect(profileOf(address)).toBe(profile);
    expect(createProfileOf([{ profile: "operator", address }])(address)).toBe(profile);
    expect(isWhereItMayGo(address)).toBe(true);
  });

  it.each(hostile)("%j may not", (address) => {
    expect(profileOf(address)).toBeUndefined();
  });

  it("never leads off the list, however it is written", () => {
    const pieces = fc.constantFrom(
      ...["https://", "http://", "//", "\\", "/", "@", ":", "?", "#", ".", "%2f", "%40", "%00", "\t", " ", "[::1]"],
      ...["claude.ai", "chatgpt.com", "localhost", "127.0.0.1", "attacker.example", "443", "50123", "x", "cursor://"],
      ...["/api/mcp/auth_callback", "/callback", "/connector/oauth/", "/..", "/.", "anysphere.cursor-mcp"],
    );
    const mutated = fc
      .tuple(fc.constantFrom(...allowed), fc.nat(60), fc.nat(6), fc.oneof(pieces, fc.string({ maxLength: 6 })))
      .map(([[address], at, gone, put]) => address.slice(0, at) + put + address.slice(at + gone));
    const address = fc.oneof(
      { weight: 4, arbitrary: mutated },
      { weight: 3, arbitrary: fc.array(pieces, { maxLength: 7 }).map((parts) => parts.join("")) },
      { weight: 1, arbitrary: fc.webUrl({ withFragments: true, withQueryParameters: true }) },
    );
    fc.assert(
      fc.property(address, (text) => profileOf(text) === undefined || isWhereItMayGo(text)),
      { numRuns: runs(20_000) },
    );
  });
});

describe("a redirect address that is not allowed", () => {
  const gateway = signInGateway();
  const refused = hostile.filter((address) => address !== "").slice(0, 30);

  it.each(refused)("%j is told to the person, and nobody is sent there", async (address) => {
    const page = await gateway.authorize(question({ redirect_uri: address }));
    expect(page.statusCode).toBe(400);
    expect(page.headers.location).toBeUndefined();
    expect(page.headers.refresh).toBeUndefined();
    expect(page.headers["set-cookie"]).toBeUndefined();
    expect(page.body).toContain("This app can&#39;t sign in here");
    expect(page.body).not.toContain("attacker");
    const registered = await gateway.register({ redirect_uris: [address] });
    expect(registered.json().error).toBe("invalid_redirect_uri");
  });
});

describe("an entry of SIGN_IN_REDIRECTS", () => {
  const withEntry = (entry: string) => createProfileOf(rulesOfEntry(entry) ?? []);

  it.each([
    ["copilot-studio", "https://global.consent.azure-apim.net/redirect/cr123-5f", "copilot-studio"],
    ["vscode-dev", "https://vscode.dev/redirect", "vscode-dev"],
    ["vscode-dev", "https://insiders.vscode.dev/redirect", "vscode-dev"],
    [
      "https://chat.contoso.example/api/mcp/m365/oauth/callback",
      "https://chat.contoso.example/api/mcp/m365/oauth/callback",
      "operator",
    ],
    [
      "https://ui.contoso.example/oauth/clients/mcp:m365/callback",
      "https://ui.contoso.example/oauth/clients/mcp:m365/callback",
      "operator",
    ],
    ["https://ui.contoso.example:8443/cb/*", "https://ui.contoso.example:8443/cb/abc", "operator"],
  ])("%s allows %s", (entry, address, profile) => {
    expect(withEntry(entry)(address)).toBe(profile);
    expect(profileOf(address)).toBeUndefined();
  });

  it.each([
    ["https://ui.contoso.example/cb/*", "https://ui.contoso.example/cb/"],
    ["https://ui.contoso.example/cb/*", "https://ui.contoso.example/cb/a/b"],
    ["https://ui.contoso.example/cb/*", "https://ui.contoso.example/cb/.."],
    ["https://ui.contoso.example/cb/*", "https://ui.contoso.example/cb/*"],
    ["https://ui.contoso.example/cb", "https://ui.contoso.example/cb/"],
    ["copilot-studio", "https://vscode.dev/redirect"],
  ])("%s does not allow %s", (entry, address) => {
    expect(withEntry(entry)(address)).toBeUndefined();
  });

  it.each([
    "http://chat.contoso.example/cb",
    "https://chat.contoso.example/cb?x=1",
    "https://chat.contoso.example/cb#x",
    "https://user@chat.contoso.example/cb",
    "https://chat.contoso.example/*/cb",
    "https://*.contoso.example/cb",
    "https://chat.contoso.example/a/../cb",
    "https://CHAT.contoso.example/cb",
    "https://chat.contoso.example:443/cb",
    "https://chat.contoso.example//cb",
    "https://chat.contoso.example/c%62",
    "myapp://callback",
    "constructor",
    "claude",
  ])("%s is none", (entry) => {
    expect(rulesOfEntry(entry)).toBeUndefined();
  });
});
