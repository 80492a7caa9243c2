import type { Screen } from "../terminal/screen.ts";
import { inTokyo } from "./in-tokyo.ts";

interface MailHit {
  subject: string;
  senderName?: string | undefined;
  sender?: string | undefined;
  receivedDateTime?: string | undefined;
}

/** Hits of a mail search, one per line. */
export function showHits(screen: Screen, messages: readonly MailHit[]): void {
  screen.table(
    ["received in Tokyo", "from", "subject"],
    messages.map(({ receivedDateTime, senderName, sender, subject }) => [
      inTokyo(receivedDateTime),
      senderName ?? sender ?? "",
      subject,
    ]),
  );
}
