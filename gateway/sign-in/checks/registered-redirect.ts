import type { PageProblem } from "#gateway/sign-in/pages/problems.ts";
import type { Question } from "./question.ts";

/** The redirect address is one that the client registered, to the letter; only the port of a loopback one is free. */
export function registeredRedirect({ parameters, client }: Question): PageProblem | undefined {
  const redirectUri = parameters.get("redirect_uri");
  const isOwn = redirectUri !== undefined && typeof client === "object" && client.hasRegistered(redirectUri);
  return isOwn ? undefined : "unregistered_redirect";
}
