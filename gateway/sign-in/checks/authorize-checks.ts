import type { PageProblem } from "#gateway/sign-in/pages/problems.ts";
import { allowedRedirect } from "./allowed-redirect.ts";
import { knownClient } from "./known-client.ts";
import { noRequestObject } from "./no-request-object.ts";
import { noSilentPrompt } from "./no-silent-prompt.ts";
import { ownResource } from "./own-resource.ts";
import { ownScope } from "./own-scope.ts";
import { plainState } from "./plain-state.ts";
import { queryMode } from "./query-mode.ts";
import type { Question } from "./question.ts";
import { registeredRedirect } from "./registered-redirect.ts";
import { responseType } from "./response-type.ts";
import { s256Challenge } from "./s256-challenge.ts";
import { shortEnough } from "./short-enough.ts";
import { smallClaims } from "./small-claims.ts";

/** Who asks, and where the answer would go. Until these agree nobody is sent anywhere: the person is told on a page. */
const checksOfTheClient: readonly ((question: Question) => PageProblem | undefined)[] = [
  knownClient,
  registeredRedirect,
  allowedRedirect,
];

/** What is asked. Each throws `OauthFault`, which goes back to the client by redirect (RFC 6749 4.1.2.1). */
const checksOfTheQuestion: readonly ((question: Question) => void)[] = [
  responseType,
  queryMode,
  noRequestObject,
  s256Challenge,
  ownResource,
  ownScope,
  smallClaims,
  noSilentPrompt,
  plainState,
  shortEnough,
];

/** The first problem that is told on a page, or undefined when the client may be answered by redirect. */
export function problemOfClient(question: Question): PageProblem | undefined {
  for (const check of checksOfTheClient) {
    const problem = check(question);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** @throws `OauthFault`, the first one */
export function checkQuestion(question: Question): void {
  for (const check of checksOfTheQuestion) check(question);
}
