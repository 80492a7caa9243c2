import type { Claim } from "./claim.ts";

/** What RFC 9728, RFC 6750 and MCP authorization 2026-07-28 demand of a resource server by MUST or REQUIRED. */
export const musts: readonly Claim[] = [
  { id: "M1", source: "RFC 9728 2", text: "`resource` is there, and is an https URL without a fragment" },
  {
    id: "M2",
    source: "RFC 9728 3",
    text: "the metadata is at the well-known path inserted before the resource's own path",
  },
  { id: "M3", source: "RFC 9728 3.1", text: "it is got by GET" },
  { id: "M4", source: "RFC 9728 3.2", text: "the answer is 200 with `application/json`" },
  { id: "M5", source: "RFC 9728 3.2", text: "members without a value are left out" },
  {
    id: "M6",
    source: "RFC 9728 3.3",
    text: "`resource` is the identifier that the client used; not so at a tenant's address, as said above",
  },
  { id: "M7", source: "RFC 9728 5.1", text: "`resource_metadata` is the metadata's URL" },
  { id: "M8", source: "RFC 6750 2", text: "tokens in the Authorization header are taken" },
  { id: "M9", source: "RFC 6750 2", text: "a token that is sent in two ways is refused (400 `invalid_request`)" },
  {
    id: "M10",
    source: "RFC 6750 3",
    text:
      "without a token that enables access the answer has a `WWW-Authenticate` header, of scheme `Bearer`, with a " +
      "parameter",
  },
  { id: "M11", source: "RFC 6750 3", text: "`scope`, `error` and `error_description` stand in it once at most" },
  { id: "M12", source: "RFC 6750 3", text: "their values keep to the characters that are allowed" },
  { id: "M13", source: "RFC 6750 3.1", text: "an expired, revoked or malformed token is `invalid_token` with 401" },
  { id: "M14", source: "RFC 6750 3.1", text: "a token without the scope is `insufficient_scope` with 403" },
  { id: "M15", source: "RFC 6750 5.2", text: "a token that was changed is refused" },
  { id: "M16", source: "RFC 6750 5.2", text: "a token for somebody else is refused by its audience" },
  { id: "M17", source: "MCP Discovery", text: "RFC 9728 metadata names at least one authorization server" },
  {
    id: "M18",
    source: "MCP Discovery",
    text: "it is found by `resource_metadata` in the 401, or at the well-known path; here by both",
  },
  { id: "M19", source: "MCP Token handling", text: "access tokens are validated as OAuth 2.1 5.2 says" },
  { id: "M20", source: "MCP Token handling", text: "only tokens that were issued for this server are accepted" },
  { id: "M21", source: "MCP Token handling", text: "an invalid or expired token gets 401" },
  { id: "M22", source: "MCP Token handling", text: "no token out of the query string" },
  { id: "M23", source: "MCP Token handling", text: "no other token is accepted or passed on" },
  {
    id: "M24",
    source: "MCP Access token privilege restriction",
    text: "towards an upstream API the server has a token of its own, never the client's",
  },
  {
    id: "M25",
    source: "MCP Token audience binding",
    text: "the audience is checked although Entra writes a client id there",
  },
  {
    id: "M26",
    source: "MCP Scope challenge handling",
    text: "`scope` holds all that the operation needs, fully qualified for Entra",
  },
  {
    id: "M27",
    source: "MCP Step-up authorization",
    text: "a broader permission is enough where a narrower one is needed",
  },
  { id: "M28", source: "MCP Error handling", text: "401, 403 and 400 are used for what they mean" },
  { id: "M29", source: "MCP Token requirements", text: "every request is authorized by itself" },
  { id: "M30", source: "MCP Token theft", text: "tokens rest nowhere readable" },
  { id: "M31", source: "MCP Security best practices", text: "a session is no authentication" },
  { id: "M32", source: "MCP Streamable HTTP", text: "a request with an `Origin` that is not allowed gets 403" },
];
