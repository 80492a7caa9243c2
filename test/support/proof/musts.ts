import { claimsOf } from "./claim.ts";

/** Requirements (MUST, REQUIRED) of RFC 9728, RFC 6750 and MCP authorization 2026-07-28 on a resource server. */
export const musts = claimsOf({
  M1: ["RFC 9728 2", "`resource` is present, and is an https URL without a fragment"],
  M2: ["RFC 9728 3", "the metadata is at the well-known path, inserted before the path of the resource"],
  M3: ["RFC 9728 3.1", "it is retrieved by GET"],
  M4: ["RFC 9728 3.2", "the response is 200 with `application/json`"],
  M5: ["RFC 9728 3.2", "members without a value are omitted"],
  M6: [
    "RFC 9728 3.3",
    "`resource` is the identifier that the client used; except at a tenant's address, as stated above",
  ],
  M7: ["RFC 9728 5.1", "`resource_metadata` is the URL of the metadata"],
  M8: ["RFC 6750 2", "tokens in the Authorization header are accepted"],
  M9: ["RFC 6750 2", "a token that is sent by two methods is refused (400 `invalid_request`)"],
  M10: [
    "RFC 6750 3",
    "without a token that grants access, the response has a `WWW-Authenticate` header with the scheme `Bearer` and " +
      "a parameter",
  ],
  M11: ["RFC 6750 3", "`scope`, `error` and `error_description` occur at most once"],
  M12: ["RFC 6750 3", "their values contain only allowed characters"],
  M13: ["RFC 6750 3.1", "an expired, revoked or malformed token gets 401 `invalid_token`"],
  M14: ["RFC 6750 3.1", "a token without the scope gets 403 `insufficient_scope`"],
  M15: ["RFC 6750 5.2", "a modified token is refused"],
  M16: ["RFC 6750 5.2", "a token for another audience is refused"],
  M17: ["MCP Discovery", "the metadata names at least one authorization server"],
  M18: ["MCP Discovery", "it is found by `resource_metadata` in the 401 or at the well-known path; here by both"],
  M19: ["MCP Token handling", "access tokens are validated as OAuth 2.1 section 5.2 requires"],
  M20: ["MCP Token handling", "only tokens that were issued for this server are accepted"],
  M21: ["MCP Token handling", "an invalid or expired token gets 401"],
  M22: ["MCP Token handling", "no token is accepted from the query string"],
  M23: ["MCP Token handling", "no other token is accepted or forwarded"],
  M24: [
    "MCP Access token privilege restriction",
    "for an upstream API the server uses a separate token, never the client's",
  ],
  M25: ["MCP Token audience binding", "the audience is validated; Entra puts a client ID there"],
  M26: [
    "MCP Scope challenge handling",
    "`scope` contains everything that the operation needs, fully qualified for Entra",
  ],
  M27: ["MCP Step-up authorization", "a broader permission satisfies a narrower requirement"],
  M28: ["MCP Error handling", "401, 403 and 400 are used as defined"],
  M29: ["MCP Token requirements", "every request is authorized"],
  M30: ["MCP Token theft", "tokens are not stored anywhere in readable form"],
  M31: ["MCP Security best practices", "a session doesn't authenticate"],
  M32: ["MCP Streamable HTTP", "a request with an `Origin` that is not allowed gets 403"],
});
