/** Whether the free/busy times of a person could be read, and if not, why. */
export type Verdict =
  | "ok"
  | "not_an_address"
  | "unknown_mailbox"
  | "not_readable"
  | "timed_out"
  | "too_many_events"
  | "failed";

/** The message for each verdict other than `ok`. */
export const verdictWords: Readonly<Record<Exclude<Verdict, "ok">, string>> = {
  not_an_address: "This is not a mail address. search_people finds a person's.",
  unknown_mailbox: "Exchange knows no mailbox of this address. Check it; people of other organisations may be unknown.",
  not_readable: "Free and busy times of this mailbox are not shared with this user.",
  timed_out: "Exchange did not get this mailbox's times in time. Ask again for this person alone.",
  too_many_events: "There are too many events in this time. Ask for a shorter one.",
  failed: "Exchange could not get the times of this mailbox.",
};

/** The codes of Exchange's `ResponseCodeType` that its free/busy service returns. */
const byCode: readonly (readonly [pattern: RegExp, verdict: Verdict])[] = [
  [
    /RecipientNotFound|NonExistentMailbox|InvalidSmtpAddress|InvalidUser|NameResolution|AddressSpaceNotFound/i,
    "unknown_mailbox",
  ],
  [/NoFreeBusyAccess|AccessDenied|NoPublicFolder|ProxyRequestNotAllowed|LogonFailed|NotAllowed/i, "not_readable"],
  [/Timeout|TimedOut|TimeoutExpired/i, "timed_out"],
  [/ResultSetTooBig|FindCountLimit|TooManyObjects|DLLimitReached/i, "too_many_events"],
];

/** The verdict for the error code in a `scheduleInformation`. */
export function verdictOf(responseCode: string | null | undefined): Verdict {
  return byCode.find(([pattern]) => pattern.test(responseCode ?? ""))?.[1] ?? "failed";
}
