import type { Redemption } from "./redemption.ts";
import { sameAddress } from "./same-address.ts";
import { sameClient } from "./same-client.ts";
import { sameRedirect } from "./same-redirect.ts";
import { verifierFits } from "./verifier-fits.ts";

type Check<Content> = (redemption: Redemption<Content>) => void;

/** What must agree with a code, besides `resource` and `scope`; each throws `OauthFault` (`invalid_grant`). */
export const codeChecks = [sameAddress, sameClient, sameRedirect, verifierFits] as const satisfies Check<never>[];

/** The same of a refresh token. */
export const refreshChecks = [sameAddress, sameClient] as const satisfies Check<never>[];
