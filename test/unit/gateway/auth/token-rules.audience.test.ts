// T1: a token for another audience — only the configured audience is accepted, and the caller's token is never
// forwarded.

import { describe, expect, it } from "vitest";

import { clientApp, createSignerKey, goodClaims, guidOf, serverApp, signToken } from "./entra-signer.ts";
import { startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const hostileAudiences: [string, unknown][] = [
  ["Graph by its address", "https://graph.microsoft.com"],
  ["Graph by its id", "00000003-0000-0000-c000-000000000000"],
  ["the client itself", clientApp],
  ["our id as an Application ID URI", `api://${serverApp}`],
  ["our public address", "https://mcp.contoso.example/mcp"],
  ["our scope", `${serverApp}/access_as_user`],
  ["our id in capitals", serverApp.toUpperCase()],
  ["our id with a line end", `${serverApp}\n`],
  ["our id and another one in a text", `${serverApp} ${guidOf(99)}`],
  ["a list of our id", [serverApp]],
  ["a list of Graph and our id", ["https://graph.microsoft.com", serverApp]],
  ["an object", { [serverApp]: true }],
  ["a number", 1],
  ["null", null],
  ["nothing", undefined],
  ["an empty text", ""],
];

const server = await startGuardedServer([key]);

describe("the audience of a token", () => {
  it("lets a token for this server pass", async () => {
    expect((await server.call(signToken(key, goodClaims()))).status).toBe(200);
  });

  it.each(hostileAudiences)("refuses a token for %s", async (_, aud) => {
    const served = server.state.served;
    const { status, challenge } = await server.call(signToken(key, goodClaims({ aud })));
    expect(status).toBe(401);
    expect(challenge).toContain('error="invalid_token"');
    expect(server.state.served).toBe(served);
  });

  it("says that it was the audience in the metric only", async () => {
    expect(await server.refusals()).toEqual({ audience: hostileAudiences.length });
    const { body, challenge } = await server.call(signToken(key, goodClaims({ aud: "https://graph.microsoft.com" })));
    expect(`${body} ${challenge}`).not.toMatch(/audience|aud\b|graph\.microsoft/i);
  });
});
