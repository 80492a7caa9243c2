import type { Screen } from "../terminal/screen.ts";

interface MailHit {
  subject: string;
  senderName?: string | undefined;
  sender?: string | undefined;
  receivedDateTime?: string | undefined;
}

const tokyoTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Tokyo",
  weekday: "short",
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** A moment as people in the company's Tokyo office read it. */
const inTokyo = (iso: string | undefined) =>
  iso === undefined ? "" : tokyoTime.format(new Date(iso)).replace(",", "");

/** Hits of a mail search, one per line. */
export function showHits(screen: Screen, messages: readonly MailHit[]): void {
  if (messages.length === 0) screen.quote([screen.paint("dim", "(no messages)")]);
  else
    screen.table(
      ["received in Tokyo", "from", "subject"],
      messages.map(({ receivedDateTime, senderName, sender, subject }) => [
        inTokyo(receivedDateTime),
        senderName ?? sender ?? "",
        subject,
      ]),
    );
}
