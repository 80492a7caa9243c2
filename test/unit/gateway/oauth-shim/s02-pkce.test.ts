// S2: PKCE with S256, always — no request without a challenge reaches Entra, and no code is redeemed without its
// verifier.
// proves P6

import { describe, expect, it } from "vitest";
import { challenge, codeForm, question, redirectOf, redirectUri, shimGateway, verifier } from "./shim-gateway.ts";

const gateway = shimGateway();

describe("a question without a sound challenge goes back to the client", () => {
  it.each([
    ["no challenge", { code_challenge: undefined }],
    ["an empty challenge", { code_challenge: "" }],
    ["no method, which means plain", { code_challenge_method: undefined }],
    ["the method plain", { code_challenge_method: "plain" }],
    ["the method plain and the verifier itself", { code_challenge_method: "plain", code_challenge: verifier }],
    ["the method in lower case", { code_challenge_method: "s256" }],
    ["an unknown method", { code_challenge_method: "S512" }],
    ["two methods", { code_challenge_method: "S256 plain" }],
    ["a short challenge", { code_challenge: challenge.slice(1) }],
    ["a long challenge", { code_challenge: `${challenge}A` }],
    ["a padded challenge", { code_challenge: `${challenge}=` }],
    ["a challenge in base64", { code_challenge: `${challenge.slice(0, 42)}+` }],
    ["a challenge with a line break", { code_challenge: `${challenge.slice(0, 42)}\n` }],
  ])("with %s", async (_what, changes) => {
    const { url, parameters } = redirectOf(await gateway.authorize(question(changes)));
    expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
    expect(parameters).toEqual({ error: "invalid_request", error_description: expect.any(String), state: "st-1" });
  });

  it("and a sound one is handed to Entra unchanged", async () => {
    const { parameters } = redirectOf(await gateway.authorize(question()));
    expect(parameters).toMatchObject({ code_challenge: challenge, code_challenge_method: "S256" });
  });
});

describe("a code without a sound verifier is not taken to Entra", () => {
  it.each([
    ["no verifier", undefined],
    ["an empty one", ""],
    ["a short one", "x".repeat(42)],
    ["a long one", "x".repeat(129)],
    ["one with other characters", `${"x".repeat(42)}+`],
    ["one with a line break", `${"x".repeat(43)}\n`],
  ])("%s", async (_what, code_verifier) => {
    const answer = await gateway.token(codeForm({ code_verifier }));
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toBe("invalid_request");
    expect(gateway.asked).toEqual([]);
  });
});
