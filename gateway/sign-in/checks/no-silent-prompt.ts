import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Question } from "./question.ts";

const words = (prompt: string | undefined) => (prompt ?? "").split(" ");

/** Every sign-in shows a page, so none can be silent (OpenID Connect Core 3.1.2.1). */
export function noSilentPrompt({ parameters }: Question): void {
  if (!words(parameters.get("prompt")).includes("none")) return;
  throw new OauthFault("interaction_required", "Sign-ins here always show a page: don't send prompt=none.");
}

/**
 * What Entra is asked to show. `consent` is dropped: SDKs send it with `offline_access`, and in tenants where people
 * can't consent Entra would ask for an admin though one has consented (AADSTS90094).
 */
export const promptForEntra = (prompt: string | undefined): string | undefined =>
  ["login", "select_account"].find((known) => words(prompt).includes(known));
