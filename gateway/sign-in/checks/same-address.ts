import type { RefreshContent } from "#gateway/sign-in/sealed/sealed-kinds.ts";
import { badGrant, type Redemption } from "./redemption.ts";

/** It was issued at the address where it is shown. */
export function sameAddress({ content, asked }: Redemption<Pick<RefreshContent, "tenantId">>): void {
  if (asked !== undefined && content.tenantId !== asked.tenantId) throw badGrant();
}
