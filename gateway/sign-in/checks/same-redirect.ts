import { hashOf } from "#gateway/sign-in/clients/find-client.ts";
import type { CodeContent } from "#gateway/sign-in/sealed/sealed-kinds.ts";
import { badGrant, type Redemption } from "./redemption.ts";

/** The redirect address is the one that the code was sent to, to the letter and with its port (RFC 6749 4.1.3). */
export function sameRedirect({ content, parameters }: Redemption<Pick<CodeContent, "redirectHash">>): void {
  if (!content.redirectHash.equals(hashOf(parameters.get("redirect_uri") ?? ""))) throw badGrant();
}
