import { randomUUID } from "node:crypto";
import type { DoorAnswer } from "#test/fake-tenant/door/door-types.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { nowSeconds } from "#test/fake-tenant/world/world.ts";
import { AadstsRefusal, aadstsAtSignIn } from "./aadsts.ts";
import {
  checkQuestion,
  type Question,
  type ReplyAddress,
  replyAddressOf,
  type SignInRequest,
} from "./authorization-request.ts";
import { backToClient, refusalToClient } from "./back-to-client.ts";
import { pageAboutConsent, takeConsent } from "./consent.ts";
import { troublePage } from "./html-page.ts";
import { clientInfo, signInTime } from "./issue-tokens.ts";
import { signInFields, signInPage } from "./sign-in-page.ts";
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
