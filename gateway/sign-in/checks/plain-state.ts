import { optional } from "#gateway/sign-in/parameters.ts";
import type { Question } from "./question.ts";

/** The client's `state` is printable ASCII, RFC 6749 A.5. */
export function plainState({ parameters }: Question): void {
  optional(parameters, "state");
}
