import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Question } from "./question.ts";

/** The answer comes in the query. A fragment or a form would need another answer than the one that is given here. */
export function queryMode({ parameters }: Question): void {
  if ((parameters.get("response_mode") ?? "query") === "query") return;
  throw new OauthFault("invalid_request", "The response_mode must be query.");
}
