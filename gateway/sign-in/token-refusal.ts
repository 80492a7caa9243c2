import type { AuthRefusalReason, RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import type { PolicyRefusalReason } from "#gateway/auth/policy-words.ts";

/** Why our validator refuses a token that Entra issued, or that it is not of the app that people sign in with. */
export type TokenRefusalReason = AuthRefusalReason | "other_app";

/** By the policy of the person's tenant, or because it is no token for this server. */
type Refusing =
  | { event: "refused"; reason: PolicyRefusalReason }
  | { event: "token_refused"; reason: TokenRefusalReason };

/** Why a token that Entra issued is handed to nobody, and whose it is, if it says so. */
export type TokenRefusal = Refusing & { caller: RefusedCaller | undefined };
