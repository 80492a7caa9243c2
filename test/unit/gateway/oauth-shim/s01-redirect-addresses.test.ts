// S1: a code goes to a listed redirect URI only — those of claude.ai and claude.com, and loopback listeners on fixed
// paths; compared character by character.
// proves P6

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whereToSignIn } from "#gateway/oauth-shim/authorize.ts";
import { OauthFault } from "#gateway/oauth-shim/oauth-fault.ts";
import { isListedRedirect } from "#gateway/oauth-shim/redirect-addresses.ts";
import { runs } from "#test/support/property-runs.ts";
import {
  answerOrFault,
  authorityHost,
  codeForm,
  question,
  redirectOf,
  shimAddress,
  shimGateway,
} from "./shim-gateway.ts";

const listed = [
  "https://claude.ai/api/mcp/auth_callback",
  "https://claude.com/api/mcp/auth_callback",
  "http://localhost/callback",
  "http://localhost:1/callback",
  "http://localhost:65535/callback",
  "http://127.0.0.1:33418/",
  "http://localhost:6274/oauth/callback",
  "http://localhost:6274/oauth/callback/debug",
  "http://127.0.0.1:6276/oauth/callback",
];

const hosted = "claude.ai/api/mcp/auth_callback";
const hostile = [
  // scheme
  `http://${hosted}`,
  `HTTPS://${hosted}`,
  `//${hosted}`,
  hosted,
  `javascript:alert(1)//${hosted}`,
  `data:text/html,${hosted}`,
  `ftp://${hosted}`,
  `https:/${hosted}`,
  `https:\\\\${hosted}`,
  `https:${hosted}`,
  "https://localhost:50123/callback",
  "ws://localhost:50123/callback",
  "vscode://vscode.github-authentication/did-authenticate",
  // userinfo, backslashes, control characters
  `https://claude.ai@attacker.example/api/mcp/auth_callback`,
  `https://attacker.example@${hosted}`,
  `https://user:pass@${hosted}`,
  `https://claude.ai%40attacker.example/api/mcp/auth_callback`,
  `https://claude.ai\\@attacker.example/api/mcp/auth_callback`,
  `https://claude.ai\\.attacker.example/api/mcp/auth_callback`,
  `https://claude.ai\\api\\mcp\\auth_callback`,
  `https://attacker.example\\${hosted}`,
  ` https://${hosted}`,
  `https://${hosted} `,
  `https://${hosted}\n`,
  `https://${hosted}\t`,
  `https://cla\tude.ai/api/mcp/auth_callback`,
  `https://${hosted}\r\nlocation: https://attacker.example`,
  `https://${hosted}\u0000`,
  // look-alikes
  "https://CLAUDE.ai/api/mcp/auth_callback",
  "https://claude.ai./api/mcp/auth_callback",
  "https://claude.ai.attacker.example/api/mcp/auth_callback",
  "https://attacker-claude.ai/api/mcp/auth_callback",
  "https://xn--claude-9ob.ai/api/mcp/auth_callback",
  "https://clаude.ai/api/mcp/auth_callback",
  "https://claude。ai/api/mcp/auth_callback",
  "https://ｃlaude.ai/api/mcp/auth_callback",
  "https://claude.co/api/mcp/auth_callback",
  "https://www.claude.ai/api/mcp/auth_callback",
  // ports and paths
  "https://claude.ai:443/api/mcp/auth_callback",
  "https://claude.ai:8443/api/mcp/auth_callback",
  "https://claude.ai/api/mcp/auth_callback/",
  "https://claude.ai/api/mcp/auth_callback/evil",
  "https://claude.ai/api/mcp/../mcp/auth_callback",
  "https://claude.ai/api//mcp/auth_callback",
  "https://claude.ai/api/mcp/auth%5fcallback",
  "https://claude.ai/API/mcp/auth_callback",
  "https://claude.ai/",
  "https://claude.ai/redirect?to=https://attacker.example",
  `https://${hosted}?next=https://attacker.example`,
  `https://${hosted}#x`,
  `https://${hosted}#@attacker.example`,
  `https://${hosted};x=1`,
  // loopback
  "http://localhost.evil/callback",
  "http://localhost.attacker.example:50123/callback",
  "http://localhost:50123.attacker.example/callback",
  "http://localhost:50123@attacker.example/callback",
  "http://attacker.example#@localhost:50123/callback",
  "http://LOCALHOST:50123/callback",
  "http://localhost.:50123/callback",
  "http://localhost:/callback",
  "http://localhost:0/callback",
  "http://localhost:080/callback",
  "http://localhost:65536/callback",
  "http://localhost:99999/callback",
  "http://localhost:50123/callback/",
  "http://localhost:50123/callback?x=1",
  "http://localhost:50123/callback#x",
  "http://localhost:50123/other",
  "http://localhost:50123//callback",
  "http://localhost:50123/%63allback",
  "http://localhost:50123/callback/../other",
  "http://localhost:50123",
  "http://[::1]:50123/callback",
  "http://[::ffff:127.0.0.1]:50123/callback",
  "http://127.0.0.2:50123/callback",
  "http://127.1:50123/callback",
  "http://0.0.0.0:50123/callback",
  "http://2130706433:50123/callback",
  "http://0x7f.0.0.1:50123/callback",
  "http://127.0.0.1.nip.io:50123/callback",
  "http://127.0.0.1%2eattacker.example/callback",
  "http://10.0.0.7:50123/callback",
  // nothing, and too much
  "urn:ietf:wg:oauth:2.0:oob",
  "null",
  "*",
  `http://localhost:50123/callback${"/".repeat(5_000)}`,
];

const gateway = shimGateway();

/** The list once more, by other means: what the parts of an address are to a browser. */
function isWhereItMayGo(address: string): boolean {
  const { origin, hostname, pathname, protocol, search, hash, username, password } = new URL(address);
  if (search + hash + username + password !== "") return false;
  if (origin === "https://claude.ai" || origin === "https://claude.com") return pathname === "/api/mcp/auth_callback";
  const isLoopback = protocol === "http:" && (hostname === "localhost" || hostname === "127.0.0.1");
  return isLoopback && ["/", "/callback", "/oauth/callback", "/oauth/callback/debug"].includes(pathname);
}

describe("a redirect address", () => {
  it.each(listed)("%s is taken to Entra as it is", async (address) => {
    const answer = await gateway.authorize(question({ redirect_uri: address }));
    expect(answer.statusCode).toBe(302);
    const { url, parameters } = redirectOf(answer);
    expect(`${url.origin}${url.pathname}`).toBe(`${authorityHost}/organizations/oauth2/v2.0/authorize`);
    expect(parameters.redirect_uri).toBe(address);
    expect(isWhereItMayGo(address)).toBe(true);
  });

  it("may be written in at least 60 hostile ways", () => {
    expect(new Set(hostile).size).toBeGreaterThanOrEqual(60);
  });

  it.each(hostile)("%j sends nobody anywhere", async (address) => {
    const answer = await gateway.authorize(question({ redirect_uri: address }));
    expect(answer.statusCode).toBe(400);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.json()).toEqual({ error: "invalid_request", error_description: expect.any(String) });
    expect(answer.body).not.toContain("attacker");
    const redeemed = await gateway.token(codeForm({ redirect_uri: address }));
    expect(redeemed.statusCode).toBe(400);
    expect(redeemed.json().error).toBe("invalid_grant");
  });

  it("is required, by the browser's question and at the token endpoint", async () => {
    expect((await gateway.authorize(question({ redirect_uri: undefined }))).statusCode).toBe(400);
    expect((await gateway.token(codeForm({ redirect_uri: undefined }))).statusCode).toBe(400);
    expect(gateway.asked).toEqual([]);
  });
});

describe("no answer leads off the list", () => {
  const pieces = fc.constantFrom(
    ...["https://", "http://", "//", "\\", "/", "@", ":", "?", "#", ".", "%2f", "%40", "%00", "\t", " ", "[::1]"],
    ...["claude.ai", "claude.com", "localhost", "127.0.0.1", "attacker.example", "443", "50123", "x"],
    ...["/api/mcp/auth_callback", "/callback", "/oauth/callback", "/oauth/callback/debug", "/oauth/authorize"],
  );
  /** A listed address with something put in, taken out or replaced at one place. */
  const mutated = fc
    .tuple(fc.constantFrom(...listed), fc.nat(60), fc.nat(6), fc.oneof(pieces, fc.string({ maxLength: 6 })))
    .map(([address, at, gone, put]) => address.slice(0, at) + put + address.slice(at + gone));
  const address = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...listed) },
    { weight: 4, arbitrary: mutated },
    { weight: 3, arbitrary: fc.array(pieces, { maxLength: 7 }).map((parts) => parts.join("")) },
    { weight: 1, arbitrary: fc.webUrl({ withFragments: true, withQueryParameters: true }) },
  );

  it("whatever address is asked for", () => {
    fc.assert(
      fc.property(address, (text) => !isListedRedirect(text) || isWhereItMayGo(text)),
      { numRuns: runs(20_000) },
    );
  });

  it("whatever else the question holds", () => {
    const maybe = (good: string) =>
      fc.option(fc.oneof(fc.constant(good), fc.string({ maxLength: 50 }), address), { nil: "" });
    const anyQuestion = fc.record({
      redirect_uri: address,
      response_type: maybe("code"),
      client_id: fc.oneof(
        { weight: 9, arbitrary: fc.constant(question().client_id ?? "") },
        { weight: 1, arbitrary: address },
      ),
      scope: maybe("access_as_user"),
      resource: maybe(question().resource ?? ""),
      state: maybe("st-1"),
      code_challenge: maybe(question().code_challenge ?? ""),
      code_challenge_method: maybe("S256"),
      response_mode: maybe("query"),
      claims: maybe("{}"),
    });
    fc.assert(
      fc.property(anyQuestion, (query) => {
        const target = answerOrFault(() => whereToSignIn(new URLSearchParams(query).toString(), shimAddress));
        if (target instanceof OauthFault) return true;
        const goesToEntra = target.href.startsWith(`${authorityHost}/organizations/oauth2/v2.0/authorize?`);
        const next = goesToEntra
          ? (target.searchParams.get("redirect_uri") ?? "")
          : `${target.origin}${target.pathname}`;
        return isWhereItMayGo(next) && (!goesToEntra || target.searchParams.getAll("redirect_uri").length === 1);
      }),
      { numRuns: runs(5_000) },
    );
  });
});
