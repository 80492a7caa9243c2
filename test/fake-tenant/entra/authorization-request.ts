import type { AppRecord, RedirectPlatform } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord } from "#test/fake-tenant/world/directory.ts";
import type { RequestFacts } from "#test/fake-tenant/world/rules.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal } from "./aadsts.ts";
import { knownClient } from "./known-client.ts";
import { platformOf } from "./redirect-addresses.ts";
import { checkResourceParameter, checkTokenForItself, readScopes } from "./scopes.ts";

/** A question at the authorization endpoint, and whatever a person posts from the pages that it leads to. */
export interface SignInRequest {
  world: World;
  /** The question's parameters; the pages carry them along. */
  query: URLSearchParams;
  /** The first part of the path, as sent: a tenant, common or organizations. */
  authority: string;
  tenant: TenantRecord | undefined;
  /** The address that the browser has. */
  callerAddress: string;
  facts: RequestFacts;
}

/** Where an answer to a question may be sent. */
export interface ReplyAddress {
  client: AppRecord;
  redirectUri: string;
  platform: RedirectPlatform;
}

/** A question that may be answered. */
export interface Question extends SignInRequest {
  reply: ReplyAddress;
  scope: string;
}

/**
 * Who asks, and where the answer goes.
 * @throws `AadstsRefusal` that only the person at the page is told: there is nobody to send it to
 */
export function replyAddressOf({ world, query, tenant }: SignInRequest): ReplyAddress {
  refuseDuplicates(query);
  const clientId = query.get("client_id");
  if (clientId === null) throw missing("client_id");
  const client = knownClient(world, clientId, tenant);
  const redirectUri = query.get("redirect_uri");
  if (redirectUri === null || redirectUri === "") throw new AadstsRefusal(900971);
  const platform = platformOf(client, redirectUri);
  if (platform !== undefined) return { client, redirectUri, platform };
  throw new AadstsRefusal(50011, {
    message:
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for ` +
      `the application '${client.clientId}'. Make sure the redirect URI sent in the request matches one added to ` +
      "your application in the Azure portal.",
  });
}

/** Entra does not guess which of two values counts, and tells nobody but the person at the page. */
function refuseDuplicates(query: URLSearchParams): void {
  const names = [...query.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new AadstsRefusal(9000411, {
    message: `The request is not properly formatted. The parameter '${twice}' is duplicated.`,
  });
}

const missing = (name: string) =>
  new AadstsRefusal(900144, { message: `The request body must contain the following parameter: '${name}'.` });

/**
 * The rest of the question; returns its scope.
 * @throws `AadstsRefusal` that the client is told
 */
export function checkQuestion({ world, query }: SignInRequest, platform: RedirectPlatform): string {
  const responseType = query.get("response_type");
  if (responseType === null) throw missing("response_type");
  if (responseType !== "code") throw new AadstsRefusal(9002313);
  const scope = query.get("scope");
  if (scope === null || scope.trim() === "") throw missing("scope");
  const scopes = readScopes(world, scope);
  checkResourceParameter(world, query.get("resource"), scopes);
  checkTokenForItself(world, query.get("client_id") ?? "", scopes, "signIn");
  checkChallenge(query, platform);
  return scope;
}

function checkChallenge(query: URLSearchParams, platform: RedirectPlatform): void {
  const challenge = query.get("code_challenge");
  if (challenge === null && platform === "spa") throw new AadstsRefusal(9002325);
  const isS256 = query.get("code_challenge_method") === "S256" && /^[\w~.-]{43}$/.test(challenge ?? "");
  if (challenge !== null && !isS256) throw new AadstsRefusal(9002313);
}
