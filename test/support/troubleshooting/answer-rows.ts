import { type ToolErrorCode, toolErrorCodes } from "#common/errors.ts";
import { refusalNames, wordsOf } from "#workers/documents/refusals.ts";
import { type TroubleRow, who } from "./row.ts";

const causes: Readonly<Record<ToolErrorCode, readonly [cause: string, fixer: string]>> = {
  invalid_input: ["The question has something that can't be used; the answer names it.", who.you],
  not_found: ["There is no such thing, or not any more, or not for this person.", who.you],
  permission_missing: [
    "A permission, a consent or an assignment is missing, or the organisation is not enabled; the answer names it, " +
      "and where an admin grants it.",
    who.admin,
  ],
  forbidden: [
    "This person has no access to that item in Microsoft 365, or a policy of the organisation blocks the connector.",
    "the owner of the item, or an Entra admin",
  ],
  sign_in_required: ["The sign-in has ended, or Entra no longer accepts it: sign in to the connector again.", who.you],
  claims_challenge: [
    "Conditional Access asks for another step: sign in again. If it stays, the policy has to include the Server app.",
    who.youThenAdmin,
  ],
  rate_limited: ["Microsoft 365 or the connector limits how fast one may ask; the answer has the seconds.", who.nobody],
  unavailable: [
    "Microsoft 365, Entra or a part of the connector does not answer just now; the answer has the seconds. If it " +
      "stays: `npm run doctor`.",
    "nobody; if it stays, the operator",
  ],
  deadline_exceeded: ["It took longer than `CALL_TIMEOUT_MS`: ask for less.", who.you],
  too_large: ["The file is larger than what is read; see [below](#files-that-cant-be-read).", who.you],
  unsupported_type: ["The file is of a kind that has no text to read; see [below](#files-that-cant-be-read).", who.you],
  unreadable: ["The file is damaged or locked; see [below](#files-that-cant-be-read).", who.you],
  internal: [
    "The connector has a fault, or its registration in Entra is wrong. The log has a line with the reference ID.",
    who.operator,
  ],
};

/** The codes in answers of tools. */
export const answerRows = (): TroubleRow[] =>
  toolErrorCodes.map((code) => {
    const [cause, fixer] = causes[code];
    return { code, seen: "in an answer of a tool", cause, who: fixer };
  });

/** Files that can't be read, by what the answer says. */
export const fileRows = (): string[][] =>
  refusalNames.map(wordsOf).map(({ code, message, advice = "" }) => [`\`${code}\``, message, advice]);
