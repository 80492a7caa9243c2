import type { Caller } from "#common/caller.ts";
import type { OauthErrorCode, OauthFault, TokenRefusal } from "./oauth-fault.ts";
import type { PageProblem } from "./pages/problems.ts";
import type { SignInTarget } from "./redirects/sign-in-target.ts";

/** To whom the sign-in goes, once that is known. */
interface Aimed {
  target?: SignInTarget | undefined;
}

/** What happened at the front. Everything that is counted, logged or audited of it is made of this. */
export type SignInEvent =
  | { event: "registered" }
  | { event: "started" | "approved" | "cancelled" | "returned"; target: SignInTarget }
  /** By one of our own rules: on a page, to the client by redirect, or at the token endpoint. */
  | { event: "refused"; reason: PageProblem | OauthErrorCode }
  /** By Entra, with its number if it gave one, or because it can't be asked or understood. */
  | ({ event: "failed_at_entra"; code: OauthErrorCode; aadsts: number | undefined } & Aimed)
  | (TokenRefusal & Aimed);

/** A token that is about to be handed out. */
export type TokenEvent =
  | { event: "signed_in"; target: SignInTarget; caller: Caller }
  | { event: "refreshed"; caller: Caller };

/** What a fault at the token or registration endpoint was. */
export function eventOfFault({ code, details }: OauthFault): SignInEvent {
  const { tokenRefusal, isEntras, aadsts, target } = details;
  if (tokenRefusal !== undefined) return { ...tokenRefusal, target };
  return isEntras ? { event: "failed_at_entra", code, aadsts, target } : { event: "refused", reason: code };
}
