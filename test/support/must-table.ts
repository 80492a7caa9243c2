import { readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "./marked-block.ts";

/** A demand that a specification makes on a resource server by the word MUST or REQUIRED, and the test that shows it. */
interface Must {
  /** Specification and section. */
  source: string;
  demand: string;
  /** From `test/`. */
  file: string;
  /** As it is written in the file. */
  title: string;
}

const challenges = "unit/gateway/auth/challenge.test.ts";
const authentication = "unit/gateway/auth/authenticate.test.ts";
const poisoning = "unit/gateway/auth/t12-metadata-poisoning.test.ts";
const hostile = "integration/hostile-callers.test.ts";
const tenantAddresses = "integration/tenant-address.test.ts";
const signIn = "integration/sign-in.test.ts";
const hostileTitle =
  "is refused in more than 500 ways, each as it should be; nothing is exchanged and good callers pass";
const poisoningTitle = "name the resource, the issuer and the scope as Entra and the clients compare them";

/** RFC 9728, RFC 6750 and MCP authorization 2026-07-28, as far as they bind a resource server. */
const musts: readonly Must[] = [
  ["RFC 9728 2", "`resource` is there, and is an https URL without a fragment", poisoning, poisoningTitle],
  [
    "RFC 9728 3",
    "the metadata is at the well-known path inserted before the resource's own path",
    challenges,
    "of %s is at %s",
  ],
  ["RFC 9728 3.1", "it is got by GET", signIn, "signs in from end to end where the connector serves one tenant"],
  [
    "RFC 9728 3.2",
    "the answer is 200 with `application/json`",
    tenantAddresses,
    "the metadata is served as JSON with status 200, at every address of it",
  ],
  [
    "RFC 9728 3.2",
    "members without a value are left out",
    tenantAddresses,
    "the metadata is served as JSON with status 200, at every address of it",
  ],
  [
    "RFC 9728 3.3",
    "`resource` is the identifier that the client used; not so at a tenant's address, as said above",
    hostile,
    "is found by the SDK's client and names the address as typed",
  ],
  [
    "RFC 9728 5.1",
    "`resource_metadata` is the metadata's URL",
    challenges,
    "of %s is read by the SDK's client with scope and metadata",
  ],
  ["RFC 6750 2", "tokens in the Authorization header are taken", authentication, "reads the scheme %s"],
  [
    "RFC 6750 2",
    "a token that is sent in two ways is refused (400 `invalid_request`)",
    authentication,
    "takes no token out of the address or the body",
  ],
  [
    "RFC 6750 3",
    "without a token that enables access the answer has a `WWW-Authenticate` header, of scheme `Bearer`, with a parameter",
    hostile,
    hostileTitle,
  ],
  [
    "RFC 6750 3",
    "`scope`, `error` and `error_description` stand in it once at most",
    challenges,
    "names no parameter twice",
  ],
  [
    "RFC 6750 3",
    "their values keep to the characters that are allowed",
    challenges,
    "can't be broken out of by any text in a quoted-string",
  ],
  ["RFC 6750 3.1", "an expired, revoked or malformed token is `invalid_token` with 401", hostile, hostileTitle],
  [
    "RFC 6750 3.1",
    "a token without the scope is `insufficient_scope` with 403",
    signIn,
    "a token without the scope gets 403 with the scope to ask for",
  ],
  [
    "RFC 6750 5.2",
    "a token that was changed is refused",
    "unit/gateway/auth/token-mutations.test.ts",
    "are refused when any letter is another one",
  ],
  [
    "RFC 6750 5.2",
    "a token for somebody else is refused by its audience",
    "unit/gateway/auth/t01-audience-confusion.test.ts",
    "refuses a token for %s",
  ],
  [
    "MCP Discovery",
    "RFC 9728 metadata names at least one authorization server",
    challenges,
    "sends people of %s to sign in",
  ],
  [
    "MCP Discovery",
    "it is found by `resource_metadata` in the 401, or at the well-known path; here by both",
    signIn,
    "comes from the 401 to a token with which the connector reads the person's mail",
  ],
  ["MCP Token handling", "access tokens are validated as OAuth 2.1 5.2 says", hostile, hostileTitle],
  [
    "MCP Token handling",
    "only tokens that were issued for this server are accepted",
    "unit/gateway/auth/t01-audience-confusion.test.ts",
    "refuses a token for %s",
  ],
  ["MCP Token handling", "an invalid or expired token gets 401", hostile, hostileTitle],
  [
    "MCP Token handling",
    "no token out of the query string",
    authentication,
    "takes no token out of the address or the body",
  ],
  [
    "MCP Token handling",
    "no other token is accepted or passed on",
    hostile,
    "does not keep a good caller waiting, whose token stays away from Graph",
  ],
  [
    "MCP Access token privilege restriction",
    "towards an upstream API the server has a token of its own, never the client's",
    "integration/teams-tools.test.ts",
    "nothing was written and the caller's token never reached Graph",
  ],
  [
    "MCP Token audience binding",
    "the audience is checked although Entra writes a client id there",
    "unit/gateway/auth/t01-audience-confusion.test.ts",
    "lets a token for this server pass",
  ],
  [
    "MCP Scope challenge handling",
    "`scope` holds all that the operation needs, fully qualified for Entra",
    challenges,
    "of %s is read by the SDK's client with scope and metadata",
  ],
  [
    "MCP Step-up authorization",
    "a broader permission is enough where a narrower one is needed",
    "unit/workers/auth/implied-scopes.test.ts",
    "%s is enough where a narrower one is asked for",
  ],
  ["MCP Error handling", "401, 403 and 400 are used for what they mean", hostile, hostileTitle],
  [
    "MCP Token requirements",
    "every request is authorized by itself",
    authentication,
    "does not let a route that forgot it read a caller",
  ],
  [
    "MCP Token theft",
    "tokens rest nowhere readable",
    "integration/t23-nothing-left-behind.test.ts",
    "nor is it in the memory or the folder of redis-server",
  ],
  [
    "MCP Security best practices",
    "a session is no authentication",
    "integration/t14-stolen-handles.test.ts",
    "session id and request id get their own answer and no other",
  ],
  [
    "MCP Streamable HTTP",
    "a request with an `Origin` that is not allowed gets 403",
    "unit/gateway/auth/t13-origin-and-host.test.ts",
    "let a request pass only when both are good, over all combinations",
  ],
].map(([source = "", demand = "", file = "", title = ""]) => ({ source, demand, file, title }));

/**
 * The demands as a Markdown table for `docs/`, one row each.
 * @throws when a test that is named does not exist under exactly this title
 */
export function mustTable(root: string): string {
  const rows = musts.map(({ source, demand, file, title }) => {
    const text = readFileSync(join(root, "test", file), "utf8");
    if (!text.includes(`"${title}"`)) throw new Error(`test/${file} has no test "${title}" (for ${source})`);
    const name = file.slice(file.lastIndexOf("/") + 1);
    return [source, demand, `[${name}](../test/${file}) "${title}"`];
  });
  return markdownTable(["where", "a resource server MUST", "shown by"], rows);
}
