import { words } from "#gateway/pages/language.ts";
import { type LostPlace, lostPlaces } from "#gateway/pages/readable-refusals.ts";
import type { OauthErrorCode } from "#gateway/sign-in/oauth-fault.ts";
import type { PageProblem } from "#gateway/sign-in/sign-in-pages.ts";
import { type TroubleRow, who } from "./row.ts";

const fixers: Readonly<Record<PageProblem, string>> = {
  opened_by_hand: who.you,
  unreadable: "you, then the maker of the app",
  unknown_client: who.you,
  document_unread: who.operator,
  document_unreachable: who.maker,
  document_unfit: who.maker,
  unregistered_redirect: "you, then the maker of the app",
  refused_redirect: who.operator,
  assistant_not_allowed: who.operator,
  foreign_form: who.you,
  expired: who.you,
  no_flow: who.you,
  too_long: who.you,
  not_offered: who.operator,
};

/** Pages of the connector that end a sign-in. */
export const pageRows = (): TroubleRow[] =>
  Object.entries(words.en.problems).map(([problem, { title, happened, next }]) => ({
    code: problem,
    seen: `“${title}”`,
    cause: `${happened} ${next}`,
    who: fixers[problem as PageProblem],
  }));

const lostMenders: Readonly<Record<LostPlace, string>> = {
  mcp_address: who.you,
  tenant_address: who.you,
  no_page: who.you,
  unreadable_address: who.you,
  foreign_host: "you, or the operator",
};

/** Pages of the connector where a browser lands by mistake. */
export const lostRows = (): TroubleRow[] =>
  lostPlaces.map((place) => {
    const { title, happened, next } = words.en.lost[place];
    const more = place === "foreign_host" ? ` ${next}` : "";
    return { code: place, seen: `“${title}”`, cause: `${happened}${more}`, who: lostMenders[place] };
  });

const oauthCauses: Readonly<Record<OauthErrorCode, readonly [cause: string, fixer: string]>> = {
  invalid_request: ["The client asks in a form that the sign-in doesn't know; the description names it.", who.maker],
  invalid_client: [
    "The client's ID is not one of this server: remove the server from the client, and add it again.",
    who.you,
  ],
  invalid_grant: ["The sign-in was used, is too old, or Entra ended it: sign in again.", who.you],
  access_denied: [
    "The person said no, the organisation or a policy does not let them in, or Entra refuses them; the description " +
      "says which, and has Entra's number.",
    "the one whom the description names",
  ],
  interaction_required: ["The client asked for a sign-in without a page, which there is not: start it again.", who.you],
  unsupported_grant_type: ["The client asks for tokens in a way that is not offered.", who.maker],
  unsupported_response_type: ["The client asks for something else than a code.", who.maker],
  invalid_scope: ["The client asks for a permission of another server.", who.maker],
  invalid_target: ["The client names another address (`resource`) than the one of this server.", who.maker],
  invalid_redirect_uri: [
    "No redirect URI of the client is allowed here: the operator can add it to `SIGN_IN_REDIRECTS`.",
    who.operator,
  ],
  invalid_client_metadata: ["The client registers with too many or too long redirect URIs.", who.maker],
  temporarily_unavailable: ["Entra is busy, or can't be reached from the gateway just now.", who.nobody],
  server_error: [
    "Entra does not accept what the connector asks, or its token is not one for this server: the apps in Entra and " +
      "the settings don't fit. `npm run doctor`, and the number in the description.",
    who.operator,
  ],
};

/** OAuth errors, as clients show them. */
export const oauthRows = (): TroubleRow[] =>
  Object.entries(oauthCauses).map(([code, [cause, fixer]]) => ({
    code,
    seen: "an error of the sign-in, in the client",
    cause,
    who: fixer,
  }));
