import { timingSafeEqual } from "node:crypto";
import { hashOf } from "#gateway/sign-in/clients/find-client.ts";
import { required } from "#gateway/sign-in/parameters.ts";
import type { CodeContent } from "#gateway/sign-in/sealed/sealed-kinds.ts";
import { badGrant, type Redemption } from "./redemption.ts";

/** The client that asked is the one that redeems: its verifier has the challenge's hash (RFC 7636 4.6). */
export function verifierFits({ content, parameters }: Redemption<Pick<CodeContent, "challenge">>): void {
  const asked = Buffer.from(content.challenge, "base64url");
  const shown = hashOf(required(parameters, "code_verifier"));
  if (asked.length !== shown.length || !timingSafeEqual(asked, shown)) throw badGrant();
}
