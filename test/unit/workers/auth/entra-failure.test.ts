import { expect, it } from "vitest";
import { EntraRefusal, EntraUnreachable, isTransient } from "#workers/auth/entra-failure.ts";

const refusal = (status: number, body: object = {}) => new EntraRefusal(status, body, undefined);

it.each([
  ["a bare 500", refusal(500), true],
  ["a 503", refusal(503), true],
  ["a 429", refusal(429), true],
  ["no answer", new EntraUnreachable("ECONNRESET"), true],
  ["that it is temporarily unavailable", refusal(400, { error: "temporarily_unavailable" }), true],
  ["a refused grant", refusal(400, { error: "invalid_grant", error_codes: [50173] }), false],
  ["a 499", refusal(499), false],
])("of Entra's failures, %s is tried again: %s %s", (_what, error, isTriedAgain) => {
  expect(isTransient(error)).toBe(isTriedAgain);
});
