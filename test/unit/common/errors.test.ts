import { expect, test } from "vitest";
import { retryLater, ToolError, toolErrorFromJson, toolErrorToJson } from "#common/errors.ts";

test("an error crosses Redis with all its details", () => {
  const error = new ToolError("sign_in_required", "Sign in again.", { traceId: "trace", signInMayNotHelp: true });
  const read = toolErrorFromJson(toolErrorToJson(error));
  expect({ ...read, message: read.message }).toEqual({ ...error, message: error.message });
});

test("whether a sign-in may not help has the same name on the wire in every version", () => {
  const wire = { code: "sign_in_required", message: "Sign in again.", details: { isCureUnsure: true } };
  expect(toolErrorFromJson(JSON.stringify(wire)).details).toEqual({ signInMayNotHelp: true });
  expect(JSON.parse(toolErrorToJson(toolErrorFromJson(JSON.stringify(wire))))).toEqual(wire);
});

test.each([
  [1, "Outlook is busy. Try again in 1 second."],
  [5, "Outlook is busy. Try again in 5 seconds."],
])("an error for a retry after %i s says when, in words and in its details", (retryAfterSeconds, message) => {
  const error = retryLater("rate_limited", "Outlook is busy", { retryAfterSeconds });
  expect(error).toMatchObject({ code: "rate_limited", message, details: { retryAfterSeconds } });
});
