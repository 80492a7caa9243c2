import type { PageProblem } from "#gateway/sign-in/pages/problems.ts";
import type { Question } from "./question.ts";

/** Codes may be sent to the redirect address at all. Everybody may register, so this is what decides. */
export function allowedRedirect({ parameters, profileOf }: Question): PageProblem | undefined {
  return profileOf(parameters.get("redirect_uri") ?? "") === undefined ? "refused_redirect" : undefined;
}
