import { randomUUID } from "node:crypto";
import { type DoorAnswer, htmlAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { ClientApp } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { RequestFacts } from "#test/fake-tenant/world/rules.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal, aadstsBody } from "./aadsts.ts";
import { sameRedirect } from "./client-authentication.ts";
import { signInTime } from "./issue-tokens.ts";
import { checkResourceParameter, readScopes } from "./scopes.ts";
import { applyScriptedRefusal, checkAccount } from "./token-request.ts";

const codeLifetimeSeconds = 600;

interface AuthorizeRequest {
  world: World;
  query: URLSearchParams;
  tenant: TenantRecord | undefined;
  facts: RequestFacts;
}

/**
 * The sign-in page. An unknown client or address is told so on the page (700016, 50011); other faults go back to the
 * client by redirect. `login_hint` naming a known user signs in at once; without it a list of accounts is shown.
 */
export function authorize(request: AuthorizeRequest): DoorAnswer {
  const { world, query, tenant } = request;
  let redirectUri = "";
  try {
    refuseDuplicates(query);
    const client = knownClient(world, query, tenant);
    redirectUri = registeredRedirect(client, query);
    const scope = checkRequest(world, query);
    const user = hintedUser(world, query, tenant);
    if (user === undefined && query.get("prompt") === "none") throw new AadstsRefusal(50058);
    if (user === undefined || query.get("prompt") === "select_account") return accountPicker(request);
    const home = world.directory.tenants.get(user.tenantId);
    if (home === undefined || home.suspended) throw new AadstsRefusal(90002);
    applyScriptedRefusal(world, { ...request.facts, tenantId: user.tenantId, userId: user.id }, "code");
    checkAccount(home, user, signInTime(world, user));
    return backToClient(redirectUri, query, {
      code: issueCode({ world, query, client, user, redirectUri, scope }),
      session_state: randomUUID(),
    });
  } catch (error) {
    if (!(error instanceof AadstsRefusal)) throw error;
    return refusal(world, query, redirectUri, error);
  }
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

function knownClient(world: World, query: URLSearchParams, tenant: TenantRecord | undefined): ClientApp {
  const clientId = query.get("client_id");
  if (clientId === null) throw missing("client_id");
  const client = world.apps.clients.get(clientId);
  if (client !== undefined) return client;
  throw new AadstsRefusal(700016, {
    message:
      `Application with identifier '${clientId}' was not found in the directory ` +
      `'${tenant?.displayName ?? "organizations"}'.`,
  });
}

const missing = (name: string) =>
  new AadstsRefusal(900144, { message: `The request body must contain the following parameter: '${name}'.` });

function registeredRedirect(client: ClientApp, query: URLSearchParams): string {
  const redirectUri = query.get("redirect_uri") ?? client.redirectUris[0]?.uri ?? "";
  if (client.redirectUris.some(({ uri }) => sameRedirect(uri, redirectUri))) return redirectUri;
  throw new AadstsRefusal(50011, {
    message:
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for ` +
      `the application '${client.clientId}'. Make sure the redirect URI sent in the request matches one added to ` +
      "your application in the Azure portal.",
  });
}

function checkRequest(world: World, query: URLSearchParams): string {
  const responseType = query.get("response_type");
  if (responseType === null) throw missing("response_type");
  if (responseType !== "code") throw new AadstsRefusal(9002313);
  const scope = query.get("scope");
  if (scope === null || scope.trim() === "") throw missing("scope");
  checkResourceParameter(world, query.get("resource"), readScopes(world, scope));
  const method = query.get("code_challenge_method");
  const challenge = query.get("code_challenge");
  if (challenge !== null && (method !== "S256" || !/^[\w~.-]{43}$/.test(challenge))) throw new AadstsRefusal(9002313);
  return scope;
}

function hintedUser(world: World, query: URLSearchParams, tenant: TenantRecord | undefined): UserRecord | undefined {
  const hint = query.get("login_hint");
  if (hint === null) return undefined;
  const tenants = tenant === undefined ? [...world.directory.tenants.values()] : [tenant];
  return tenants
    .map(({ id }) => world.directory.findUser(id, hint))
    .find((user) => user !== undefined && !user.isSharedMailbox);
}

interface CodeRequest {
  world: World;
  query: URLSearchParams;
  client: ClientApp;
  user: UserRecord;
  redirectUri: string;
  scope: string;
}

function issueCode({ world, query, client, user, redirectUri, scope }: CodeRequest): string {
  const now = nowSeconds(world);
  return world.signIns.addCode({
    clientId: client.clientId,
    tenantId: user.tenantId,
    userId: user.id,
    redirectUri,
    scope,
    codeChallenge: query.get("code_challenge"),
    claims: query.get("claims"),
    nonce: query.get("nonce"),
    expiresAtSeconds: now + codeLifetimeSeconds,
    signedInAtSeconds: signInTime(world, user),
    used: false,
  });
}

function backToClient(redirectUri: string, query: URLSearchParams, answer: Record<string, string>): DoorAnswer {
  const target = new URL(redirectUri);
  const state = query.get("state");
  const entries = Object.entries({ ...answer, ...(state === null ? {} : { state }) });
  if (query.get("response_mode") === "fragment") target.hash = new URLSearchParams(entries).toString();
  else for (const [name, value] of entries) target.searchParams.set(name, value);
  return { status: 302, headers: { location: target.href, "cache-control": "no-store" }, body: "" };
}

function refusal(world: World, query: URLSearchParams, redirectUri: string, error: AadstsRefusal): DoorAnswer {
  const body = aadstsBody(world, error.number, error.options);
  const description = String(body.error_description);
  if (redirectUri === "")
    return htmlAnswer(
      400,
      page("Sorry, but we're having trouble signing you in.", `<p>${escapeHtml(description)}</p>`),
    );
  const claims = body.claims;
  return backToClient(redirectUri, query, {
    error: String(body.error),
    error_description: description,
    error_uri: String(body.error_uri),
    ...(typeof claims === "string" ? { claims } : {}),
  });
}

function accountPicker({ world, query, tenant }: AuthorizeRequest): DoorAnswer {
  const users = [...world.directory.users.values()].filter(
    (user) => !user.isSharedMailbox && (tenant === undefined || user.tenantId === tenant.id),
  );
  const links = users.map((user) => {
    const next = new URLSearchParams(query);
    next.delete("prompt");
    next.set("login_hint", user.userPrincipalName);
    const company = world.directory.tenants.get(user.tenantId)?.displayName ?? "";
    return (
      `<li><a href="?${escapeHtml(next.toString())}">${escapeHtml(user.displayName)} ` +
      `<small>${escapeHtml(user.userPrincipalName)}, ${escapeHtml(company)}</small></a></li>`
    );
  });
  return htmlAnswer(200, page("Pick an account", `<ul>${links.join("")}</ul>`));
}

/** Text made safe inside HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A small page in the look of a sign-in screen. */
export function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta ` +
    `charset="utf-8"><title>${escapeHtml(title)}</title><style>body{font:16px system-ui;max-width:34rem;` +
    `margin:4rem auto}li{margin:.6rem 0}small{color:#555}</style></head><body><h1>${escapeHtml(title)}</h1>${body}` +
    "</body></html>"
  );
}
