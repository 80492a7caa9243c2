import type { Claim } from "./claim.ts";

/** Requirements (MUST, REQUIRED) of RFC 9728, RFC 6750 and MCP authorization 2026-07-28 on a resource server. */
export const musts: readonly Claim[] = [
  { id: "M1", source: "RFC 9728 2", text: "`resource` is present, and is an https URL without a fragment" },
  {
    id: "M2",
    source: "RFC 9728 3",
    text: "the metadata is at the well-known path, inserted before the path of the resource",
  },
  { id: "M3", source: "RFC 9728 3.1", text: "it is retrieved by GET" },
  { id: "M4", source: "RFC 9728 3.2", text: "the response is 200 with `application/json`" },
  { id: "M5", source: "RFC 9728 3.2", text: "members without a value are omitted" },
  {
    id: "M6",
    source: "RFC 9728 3.3",
    text: "`resource` is the identifier that the client used; except at a tenant's address, as stated above",
  },
  { id: "M7", source: "RFC 9728 5.1", text: "`resource_metadata` is the URL of the metadata" },
  { id: "M8", source: "RFC 6750 2", text: "tokens in the Authorization header are accepted" },
  { id: "M9", source: "RFC 6750 2", text: "a token that is sent by two methods is refused (400 `invalid_request`)" },
  {
    id: "M10",
    source: "RFC 6750 3",
    text:
      "without a token that grants access, the response has a `WWW-Authenticate` header with the scheme `Bearer` and " +
      "a parameter",
  },
  { id: "M11", source: "RFC 6750 3", text: "`scope`, `error` and `error_description` occur at most once" },
  { id: "M12", source: "RFC 6750 3", text: "their values contain only allowed characters" },
  { id: "M13", source: "RFC 6750 3.1", text: "an expired, revoked or malformed token gets 401 `invalid_token`" },
  { id: "M14", source: "RFC 6750 3.1", text: "a token without the scope gets 403 `insufficient_scope`" },
  { id: "M15", source: "RFC 6750 5.2", text: "a modified token is refused" },
  { id: "M16", source: "RFC 6750 5.2", text: "a token for another audience is refused" },
  { id: "M17", source: "MCP Discovery", text: "the metadata names at least one authorization server" },
  {
    id: "M18",
    source: "MCP Discovery",
    text: "it is found by `resource_metadata` in the 401 or at the well-known path; here by both",
  },
  { id: "M19", source: "MCP Token handling", text: "access tokens are validated as OAuth 2.1 section 5.2 requires" },
  { id: "M20", source: "MCP Token handling", text: "only tokens that were issued for this server are accepted" },
  { id: "M21", source: "MCP Token handling", text: "an invalid or expired token gets 401" },
  { id: "M22", source: "MCP Token handling", text: "no token is accepted from the query string" },
  { id: "M23", source: "MCP Token handling", text: "no other token is accepted or forwarded" },
  {
    id: "M24",
    source: "MCP Access token privilege restriction",
    text: "for an upstream API the server uses a separate token, never the client's",
  },
  {
    id: "M25",
    source: "MCP Token audience binding",
    text: "the audience is validated; Entra puts a client ID there",
  },
  {
    id: "M26",
    source: "MCP Scope challenge handling",
    text: "`scope` contains everything that the operation needs, fully qualified for Entra",
  },
  {
    id: "M27",
    source: "MCP Step-up authorization",
    text: "a broader permission satisfies a narrower requirement",
  },
  { id: "M28", source: "MCP Error handling", text: "401, 403 and 400 are used as defined" },
  { id: "M29", source: "MCP Token requirements", text: "every request is authorized" },
  { id: "M30", source: "MCP Token theft", text: "tokens are not stored anywhere in readable form" },
  { id: "M31", source: "MCP Security best practices", text: "a session doesn't authenticate" },
  { id: "M32", source: "MCP Streamable HTTP", text: "a request with an `Origin` that is not allowed gets 403" },
];
