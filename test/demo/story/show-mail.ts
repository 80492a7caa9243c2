import type { Screen } from "../terminal/screen.ts";
import { inTokyo } from "./in-tokyo.ts";

interface MailHit {
  subject: string;
  senderName?: string | undefined;
  sender?: string | undefined;
  receivedDateTime?: string | undefined;
}

/** A subject without the number that the played tenant puts into what is one person's alone, to tell leaks by. */
export const withoutCanary = (subject: string): string => subject.replace(/ canary[0-9a-f]{20}/, "");

/** Hits of a mail search, one per line. */
export function showHits(screen: Screen, messages: readonly MailHit[]): void {
  screen.table(
    ["received in Tokyo", "from", "subject"],
    messages.map(({ receivedDateTime, senderName, sender, subject }) => [
      inTokyo(receivedDateTime),
      senderName ?? sender ?? "",
      withoutCanary(subject),
    ]),
  );
}
