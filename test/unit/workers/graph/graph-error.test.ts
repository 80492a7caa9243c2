import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { runs } from "#test/support/property-runs.ts";
import { GraphRefusal, graphError, graphErrorCodes } from "#workers/graph/graph-error.ts";
import { challengedClaims } from "#workers/graph/send-as-user.ts";
import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";

const now = Date.UTC(2026, 10, 25);

function answerOf(status: number, body: unknown = "", headers: GraphAnswer["headers"] = {}): GraphAnswer {
  return { status, headers, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) };
}

const coded = (code: string, innerError?: unknown) => ({ error: { code, message: "canary", innerError } });

function toolError(answer: GraphAnswer): ToolError {
  const error = graphError(answer, now);
  if (error instanceof ToolError) return error;
  throw new Error("expected a ToolError", { cause: error });
}

describe("a Graph error", () => {
  // OneNote's codes are numbers.
  it.each([
    ["sign_in_required", "401 InvalidAuthenticationToken"],
    ["forbidden", "403 accessDenied | 403 ErrorAccessDenied | 403 Authorization_RequestDenied | 403"],
    ["forbidden", "403 GraphAccessToTranscriptsDisabled | 423 resourceLocked"],
    ["not_found", "404 itemNotFound | 404 ErrorItemNotFound | 404 Request_ResourceNotFound"],
    ["not_found", "404 ErrorInvalidUser | 404 MailboxNotEnabledForRESTAPI | 403 MailboxNotEnabledForRESTAPI"],
    ["not_found", "400 MailboxNotEnabledForRESTAPI | 403 30108"],
    ["invalid_input", "400 ErrorInvalidIdMalformed | 400 ErrorInvalidMailboxItemId | 400 ErrorInvalidIdEmpty"],
    ["invalid_input", "410 resyncRequired | 414 | 416 invalidRange | 431 | 400 20112"],
    ["unsupported_type", "406 notSupported | 403 10008 | 403 10013"],
    ["rate_limited", "429 TooManyRequests | 429 activityLimitReached | 429 10003 | 429 20166"],
    ["rate_limited", "509 bandwidthLimitExceeded"],
    ["too_large", "400 20266"],
    ["unavailable", "500 generalException | 502 UnknownError | 503 serviceNotAvailable | 504 UnknownError"],
  ])("is %s where Graph says one of %s", (expected, answers) => {
    for (const one of answers.split(" | ")) {
      const [status = "", code = ""] = one.split(" ");
      expect(toolError(answerOf(Number(status), coded(code))).code, one).toBe(expected);
    }
  });

  it.each([
    ["Failed to get license information for the user. Ensure user has a valid Office365 license.", "no licence"],
    ["User Login. Teams is disabled for your tenant.", "switched off"],
    ["Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.", "Exchange"],
    ["Access to this content is blocked from this network location.", "by its network"],
    ["Access denied", "no access to the item"],
  ])("says of a 403 what its words say, and not with them: %s", (message, told) => {
    const error = toolError(answerOf(403, { error: { code: "Forbidden", message } }));
    expect(error.message).toContain(told);
    expect(error.message).not.toContain(message);
  });

  // As reported in OneDrive/onedrive-api-docs#1601 and microsoftgraph/microsoft-graph-docs-contrib#1934.
  it.each(["maxFileSizeExceeded", "Sandbox_FileTooLarge"])("says that a file is too large to convert: %s", (code) => {
    const body = { error: { code: "notSupported", message: "canary", innererror: { code } } };
    const { code: told, message } = toolError(answerOf(406, body));
    expect(told).toBe("too_large");
    expect(message).toContain("2 MB");
  });

  it("of a sign-in is one that another sign-in may not cure, for a fresh token was refused too; no other is", () => {
    expect(toolError(answerOf(401)).details.signInMayNotHelp).toBe(true);
    for (const status of [403, 404, 423, 503]) {
      expect(toolError(answerOf(status)).details, `${status}`).not.toHaveProperty("signInMayNotHelp");
    }
  });

  it.each(["BadRequest", "InefficientFilter", "SearchWithOrderBy", "ErrorTimeIntervalTooBig"])(
    "400 %s is our bug, with a code for the log",
    (code) => {
      const error = graphError(answerOf(400, coded(code)), now);
      expect(error).toBeInstanceOf(GraphRefusal);
      expect(error.code).toBe(`400 ${code}`);
    },
  );

  it("takes the deepest code that it knows", () => {
    const body = coded("BadRequest", {
      code: "Forbidden",
      innererror: { code: "MailboxNotEnabledForRESTAPI", innerError: { code: "X" } },
    });
    expect(toolError(answerOf(400, body)).code).toBe("not_found");
  });

  it("says when to come back as Graph said, in whole seconds", () => {
    expect(toolError(answerOf(429, "", { "retry-after": "2.128" })).details.retryAfterSeconds).toBe(3);
    expect(toolError(answerOf(503, "", { "retry-after": "7" }))).toMatchObject({
      code: "rate_limited",
      details: { retryAfterSeconds: 7 },
    });
  });

  it.each([429, 500, 503])("gives seconds for %i even when Graph gives none", (status) => {
    expect(toolError(answerOf(status)).details.retryAfterSeconds).toBeGreaterThan(0);
  });

  it("carries Graph's request id, and nothing of its text", () => {
    const requestId = "0f4a11c8-4d5e-4b6f-8a9b-0c1d2e3f4a5b";
    const error = toolError(answerOf(404, coded("itemNotFound"), { "request-id": requestId }));
    expect(error.details.traceId).toBe(requestId);
    expect(error.message).not.toContain("canary");
    expect(toolError(answerOf(404, "", { "request-id": "<script>" })).details.traceId).toBeUndefined();
  });

  it.each(["", "<html><h1>502 Bad Gateway</h1></html>", "null", "[]", '{"error":"text"}', '{"error":{"code":5}}'])(
    "is read by its status alone when the body is %j",
    (body) => {
      expect(graphErrorCodes(Buffer.from(body))).toEqual([]);
      expect(toolError(answerOf(404, body)).code).toBe("not_found");
    },
  );

  it("is always an error that can be given, whatever the body", () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ error: fc.record({ code: fc.string(), innerError: fc.jsonValue() }) })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), body, (status, text) => {
        const error = graphError(answerOf(status, text), now);
        return error instanceof ToolError || /^\d{3}( [\w.-]{1,80})?$/.test(error.code);
      }),
      { numRuns: runs(5_000) },
    );
  });

  it("does not follow inner errors for ever", () => {
    let body: unknown = { code: "deep" };
    for (let level = 0; level < 200; level += 1) body = { code: `c${level}`, innerError: body };
    expect(graphErrorCodes(Buffer.from(JSON.stringify({ error: body })))).toHaveLength(10);
  });
});

describe("a claims challenge of Graph", () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
  const header = (encoded: string) =>
    `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", ` +
    `error="insufficient_claims", claims="${encoded}"`;
  const challenged = (value: string | string[]) =>
    challengedClaims({ status: 401, headers: { "www-authenticate": value as string }, body: Buffer.alloc(0) });

  it("is read out of the header as raw JSON", () => {
    expect(challenged(header(Buffer.from(claims).toString("base64")))).toBe(claims);
    expect(challenged(header(Buffer.from(claims).toString("base64url")))).toBe(claims);
  });

  it.each([
    ["another error", `Bearer error="invalid_token", claims="${Buffer.from(claims).toString("base64")}"`],
    ["no claims", 'Bearer error="insufficient_claims"'],
    ["claims that are no JSON", header("bm90IGpzb24=")],
    ["claims that are no object", header(Buffer.from("[1]").toString("base64"))],
    ["claims that are too long", header(Buffer.from(JSON.stringify({ a: "x".repeat(9_000) })).toString("base64"))],
    ["nothing", ""],
  ])("is not seen in %s", (_title, value) => {
    expect(challenged(value)).toBeUndefined();
  });

  it("is JSON of an object or nothing, whatever the header", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String().map(header)), (value) => {
        const found = challenged(value);
        return found === undefined || typeof JSON.parse(found) === "object";
      }),
      { numRuns: runs(5_000) },
    );
  });
});
