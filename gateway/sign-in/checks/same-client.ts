import { hashOf } from "#gateway/sign-in/clients/find-client.ts";
import type { RefreshContent } from "#gateway/sign-in/sealed/sealed-kinds.ts";
import { badGrant, type Redemption } from "./redemption.ts";

/** It was issued to the client that shows it (RFC 6749 4.1.3 and 10.4). */
export function sameClient({ content, clientId }: Redemption<Pick<RefreshContent, "clientHash">>): void {
  if (!content.clientHash.equals(hashOf(clientId))) throw badGrant();
}
