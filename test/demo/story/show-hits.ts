import { z } from "zod";
import type { Screen } from "../terminal/screen.ts";
import { wrap } from "../terminal/text-width.ts";

const tokyoTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Tokyo",
  weekday: "short",
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** A moment as people in the company's Tokyo office read it. */
export const inTokyo = (iso: string | undefined) =>
  iso === undefined ? "" : tokyoTime.format(new Date(iso)).replace(",", "");

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

interface FileHit {
  kind: string;
  name: string;
  lastModifiedDateTime?: string | undefined;
  lastModifiedBy?: { name?: string | undefined } | undefined;
}

/** Hits of a search for files or folders, one per line. */
export function showFiles(screen: Screen, files: readonly FileHit[]): void {
  screen.table(
    ["changed in Tokyo", "by", "kind", "name"],
    files.map(({ lastModifiedDateTime, lastModifiedBy, kind, name }) => [
      inTokyo(lastModifiedDateTime),
      lastModifiedBy?.name ?? "",
      kind,
      name,
    ]),
  );
}

const namedSchema = z.object({ displayName: z.string(), description: z.string().optional() });

/** Teams or channels, one per line. Returns their names. */
export function showNamed(screen: Screen, kind: string, items: readonly unknown[]): string[] {
  const named = items.map((item) => namedSchema.parse(item));
  screen.table(
    [kind, "about"],
    named.map(({ displayName, description = "" }) => [displayName, description]),
  );
  return named.map(({ displayName }) => displayName);
}

/** What a person or model gets instead of an answer. */
export function showRefusal(screen: Screen, text: string): void {
  screen.quote(wrap(text, screen.columns - 6).map((line) => screen.paint("yellow", line)));
}
