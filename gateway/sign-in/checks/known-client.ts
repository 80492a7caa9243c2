import type { PageProblem } from "#gateway/sign-in/pages/problems.ts";
import type { Question } from "./question.ts";

/** A client_id that this front gave, or the sign-in app's own. */
export const knownClient = ({ client }: Question): PageProblem | undefined =>
  client === undefined ? "unknown_client" : undefined;
