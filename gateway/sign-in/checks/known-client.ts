import type { PageProblem } from "#gateway/sign-in/pages/problems.ts";
import type { Question } from "./question.ts";

/** A client_id that this front gave, the sign-in app's own, or one whose document was read. */
export const knownClient = ({ client }: Question): PageProblem | undefined =>
  typeof client === "string" ? client : undefined;
