import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Question } from "./question.ts";

/** What goes into a cookie: with everything else in it, and sealed, it must stay below a browser's 4,096 bytes. */
const maxBytes = 2_400;

/** The parameters that have to be carried through the sign-in fit into a cookie. */
export function shortEnough({ parameters }: Question): void {
  const carried = ["redirect_uri", "state", "claims"].map((name) => Buffer.byteLength(parameters.get(name) ?? ""));
  if (carried.reduce((sum, length) => sum + length, 0) <= maxBytes) return;
  throw new OauthFault("invalid_request", `redirect_uri, state and claims are longer than ${maxBytes} bytes together.`);
}
