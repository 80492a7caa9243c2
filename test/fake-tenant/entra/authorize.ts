import { randomUUID } from "node:crypto";
import type { DoorAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { AppRecord, RedirectPlatform } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { RequestFacts } from "#test/fake-tenant/world/rules.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal, aadstsAtSignIn } from "./aadsts.ts";
import { escapeXml, htmlPage, postingForm, troublePage } from "./html-page.ts";
import { clientInfo, signInTime } from "./issue-tokens.ts";
import { knownClient, platformOf } from "./known-client.ts";
import { checkResourceParameter, checkTokenForItself, readScopes } from "./scopes.ts";
import { applyScriptedRefusal, checkAccount, checkLocation } from "./token-request.ts";

/** "Typically, they expire after about 10 minutes": .../entra/identity-platform/v2-oauth2-auth-code-flow. */
const codeLifetimeSeconds = 600;

/**
 * The authorization endpoint. An unknown client or address is told so on the page (700016, 50011) and nobody is sent
 * anywhere; other faults go back to the client by redirect. A person then signs in at a page that posts.
 */
export function authorize(request: SignInRequest): DoorAnswer {
  return answering(request, (question) => {
    const user = userOf(request, request.query.get("login_hint"));
    const prompt = request.query.get("prompt");
    if (prompt === "none") {
      if (user === undefined) throw new AadstsRefusal(50058);
      return signedIn(question, user);
    }
    const isAsked = prompt === "login" || prompt === "select_account";
    const isInstant = request.world.behaviour.signInPage === "instant" && !isAsked;
    if (user !== undefined && isInstant) return signedIn(question, user);
    return signInPage(request, prompt === "select_account" ? undefined : user);
  });
}

/** What the sign-in page posts to: the account that the person chose. The question is checked again. */
export function logIn(request: Omit<SignInRequest, "query">, form: URLSearchParams): DoorAnswer {
  const asked = { ...request, query: new URLSearchParams(form.get(signInFields.question) ?? "") };
  return answering(asked, (question) => {
    const user = userOf(asked, form.get(signInFields.account));
    return user === undefined ? signInPage(asked) : signedIn(question, user);
  });
}

/** What the pages about consent post to. */
export function answerConsent(request: Omit<SignInRequest, "query">, form: URLSearchParams): DoorAnswer {
  const asked = { ...request, query: new URLSearchParams(form.get(signInFields.question) ?? "") };
  return answering(asked, (question) => {
    const user = userOf(asked, form.get(signInFields.account));
    if (user === undefined) return signInPage(asked);
    takeConsent(question, user, form.get(signInFields.consent));
    return sendCode(question, user);
  });
}

function answering(request: SignInRequest, answer: (question: Question) => DoorAnswer): DoorAnswer {
  const { world, query } = request;
  let reply: ReplyAddress | undefined;
  try {
    reply = replyAddressOf(request);
    return answer({ ...request, reply, scope: checkQuestion(request, reply.platform) });
  } catch (error) {
    if (!(error instanceof AadstsRefusal)) throw error;
    if (reply === undefined) return troublePage(aadstsAtSignIn(world, error).error_description);
    return refusalToClient(world, { redirectUri: reply.redirectUri, query }, error);
  }
}

function userOf({ world, tenant }: SignInRequest, address: string | null): UserRecord | undefined {
  if (address === null) return undefined;
  const tenants = tenant === undefined ? [...world.directory.tenants.values()] : [tenant];
  return tenants
    .map(({ id }) => world.directory.findUser(id, address))
    .find((user) => user !== undefined && !user.isSharedMailbox);
}

function signedIn(question: Question, user: UserRecord): DoorAnswer {
  const { world, facts } = question;
  const home = world.directory.tenants.get(user.tenantId);
  if (home === undefined || home.suspended) throw new AadstsRefusal(90002);
  applyScriptedRefusal(world, { ...facts, tenantId: user.tenantId, userId: user.id }, "code");
  const refusal = refusalOf(() => {
    checkLocation(world, home.id, question.callerAddress);
    checkAccount(home, user, signInTime(world, user));
  });
  if (refusal !== undefined && world.behaviour.signInRefusals === "redirect") throw refusal;
  if (refusal !== undefined) return troublePage(aadstsAtSignIn(world, refusal).error_description);
  return pageAboutConsent(question, user) ?? sendCode(question, user);
}

function refusalOf(check: () => void): AadstsRefusal | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof AadstsRefusal) return error;
    throw error;
  }
}

function sendCode(question: Question, user: UserRecord): DoorAnswer {
  const { query, reply } = question;
  return backToClient(reply.redirectUri, query, {
    code: issueCode(question, user),
    ...(query.get("client_info") === "1" ? { client_info: clientInfo(user) } : {}),
    session_state: randomUUID(),
  });
}

function issueCode({ world, query, authority, reply, scope }: Question, user: UserRecord): string {
  return world.signIns.addCode({
    clientId: reply.client.clientId,
    authority,
    tenantId: user.tenantId,
    userId: user.id,
    redirectUri: reply.redirectUri,
    platform: reply.platform,
    scope,
    codeChallenge: query.get("code_challenge"),
    claims: query.get("claims"),
    nonce: query.get("nonce"),
    expiresAtSeconds: nowSeconds(world) + codeLifetimeSeconds,
    signedInAtSeconds: signInTime(world, user),
    used: false,
  });
}

/** A question at the authorization endpoint, and whatever a person posts from the pages that it leads to. */
interface SignInRequest {
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
function replyAddressOf({ world, query, tenant }: SignInRequest): ReplyAddress {
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
function checkQuestion({ world, query }: SignInRequest, platform: RedirectPlatform): string {
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

/**
 * Sends the browser back with an answer. Like Entra's own, the address ends in an empty fragment
 * (MicrosoftDocs/azure-docs #114009), and nothing in it says who answers: Entra sends no `iss` (RFC 9207).
 */
function backToClient(redirectUri: string, query: URLSearchParams, answer: Record<string, string>): DoorAnswer {
  const target = new URL(redirectUri);
  const state = query.get("state");
  const entries = Object.entries({ ...answer, ...(state === null ? {} : { state }) });
  const isFragment = query.get("response_mode") === "fragment";
  if (isFragment) target.hash = new URLSearchParams(entries).toString();
  else for (const [name, value] of entries) target.searchParams.set(name, value);
  const location = isFragment ? target.href : `${target.href}#`;
  return { status: 302, headers: { location, "cache-control": "no-store" }, body: "" };
}

/** Sends the browser back with a refusal, as RFC 6749 4.1.2.1 has it. */
function refusalToClient(
  world: World,
  { redirectUri, query }: { redirectUri: string; query: URLSearchParams },
  refusal: AadstsRefusal,
): DoorAnswer {
  const { error, error_description, error_uri, claims } = aadstsAtSignIn(world, refusal);
  return backToClient(redirectUri, query, {
    error,
    error_description,
    error_uri,
    ...(claims === undefined ? {} : { claims }),
  });
}

/** What the pages post. */
const signInFields = { question: "ctx", account: "login", consent: "decision" } as const;

/**
 * The page at which a person signs in: a form that posts, with a button for each account, as no password is asked for.
 * Without a hint it shows all accounts.
 */
function signInPage({ world, query, authority, tenant }: SignInRequest, hinted?: UserRecord): DoorAnswer {
  const users = [...world.directory.users.values()].filter(
    (user) => !user.isSharedMailbox && (tenant === undefined || user.tenantId === tenant.id),
  );
  const buttons = (hinted === undefined ? users : [hinted]).map(({ displayName, userPrincipalName, tenantId }) => {
    const company = world.directory.tenants.get(tenantId)?.displayName ?? "";
    return (
      `<li><button name="${signInFields.account}" value="${escapeXml(userPrincipalName)}">` +
      `${escapeXml(displayName)} <small>${escapeXml(userPrincipalName)}, ${escapeXml(company)}</small></button></li>`
    );
  });
  const form = postingForm(
    `/${authority}/login`,
    { [signInFields.question]: query.toString() },
    `<ul>${buttons.join("")}</ul>`,
  );
  return htmlPage(200, hinted === undefined ? "Pick an account" : "Sign in", form);
}

/**
 * The page at which a person consents, or is told to ask an admin (90094): where nobody consented yet, and whenever
 * `prompt=consent` asks for it, whatever an admin consented to (MicrosoftDocs/entra-docs #652). Undefined when nobody
 * is asked.
 */
function pageAboutConsent(question: Question, user: UserRecord): DoorAnswer | undefined {
  const { world, query, reply } = question;
  const prompt = query.get("prompt");
  if (prompt !== "consent" && world.consents.has(user.tenantId, reply.client.clientId, user.id)) return undefined;
  if (prompt === "none") throw new AadstsRefusal(65001);
  const isAllowed = world.consents.areUsersAllowed(user.tenantId);
  return isAllowed ? consentPage(question, user) : approvalPage(question, user);
}

function consentPage(question: Question, user: UserRecord): DoorAnswer {
  const scopes = question.scope.split(" ").map((scope) => `<li>${escapeXml(scope)}</li>`);
  const buttons = button("accept", "Accept") + button("decline", "Cancel");
  return htmlPage(200, "Permissions requested", `<ul>${scopes.join("")}</ul>${form(question, user, buttons)}`);
}

/** https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/troubleshoot-consent-issues */
function approvalPage(question: Question, user: UserRecord): DoorAnswer {
  const name = escapeXml(question.reply.client.displayName);
  const text =
    `<p>${name} needs permission to access resources in your organization that only an admin can grant. Please ask ` +
    "an admin to grant permission to this app before you can use it.</p>";
  const way = button("return", "Return to the application without granting consent");
  return htmlPage(200, "Need admin approval", text + form(question, user, way));
}

const button = (decision: string, text: string) =>
  `<button name="${signInFields.consent}" value="${decision}">${text}</button>`;

function form({ query, authority }: Question, user: UserRecord, buttons: string): string {
  const { question, account } = signInFields;
  const hidden = { [question]: query.toString(), [account]: user.userPrincipalName };
  return postingForm(`/${authority}/consent/set`, hidden, buttons);
}

/**
 * What a person decided.
 * @throws `AadstsRefusal` for the client when there is no consent: 65004, or 90094 when it was not theirs to give
 */
function takeConsent({ world, reply }: Question, user: UserRecord, decision: string | null): void {
  if (!world.consents.areUsersAllowed(user.tenantId)) throw new AadstsRefusal(90094);
  if (decision !== "accept") throw new AadstsRefusal(65004);
  world.consents.set(user.tenantId, reply.client.clientId, true, user.id);
}
