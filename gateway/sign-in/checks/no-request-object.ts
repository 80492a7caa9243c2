import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Question } from "./question.ts";

/** No RFC 9101 request object: it would be a second source for parameters that are judged here. */
export function noRequestObject({ parameters }: Question): void {
  if (!parameters.has("request") && !parameters.has("request_uri")) return;
  throw new OauthFault("invalid_request", "Send the parameters themselves: request and request_uri are not supported.");
}
