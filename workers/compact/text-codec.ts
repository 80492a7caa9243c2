import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** Texts that many states have, of which only a number is kept: names and values of parameters, beginnings of links. */
export const usualTexts: readonly string[] = [
  "$skiptoken=",
  "$skip=",
  "https://graph.microsoft.com/v1.0/",
  "query",
  "afterDateTime",
  "beforeDateTime",
  "timeZone",
  "order",
  "newest",
  "oldest",
  "detail",
  "full",
  "sender",
  "recipient",
  "folderName",
  "mailboxOwnerEmail",
  "attendee",
  "organizer",
  "calendarOwnerEmail",
  "fileType",
  "author",
  "site",
  "name",
  "unreadOnly",
  "true",
  "teamId",
  "channelId",
  "Asia/Tokyo",
  "Asia/",
  "Europe/",
  "America/",
];

/** How a text is written, in the last two bits of its first number. */
const form = { plain: 0, packed: 1, usual: 2, again: 3 };

/** Base64url text takes three quarters of its characters, if these are not a few. */
const base64url = /^[\w-]{4,}$/;
const shortest = 4;

/** Writes texts of one state. One that occurs again is only referred to. */
export function createTextWriter(to: ByteWriter): (text: string) => void {
  const earlier = new Map<string, number>();
  function write(text: string): void {
    const known = earlier.get(text);
    if (known !== undefined) to.count(known * 4 + form.again);
    else writeNew(text);
  }
  function writeNew(text: string): void {
    if (text.length >= shortest) earlier.set(text, earlier.size);
    const usual = longestUsual(text);
    if (usual !== undefined) {
      to.count(usualTexts.indexOf(usual) * 4 + form.usual);
      write(text.slice(usual.length));
    } else if (base64url.test(text)) {
      to.count(text.length * 4 + form.packed);
      to.bytes(Buffer.from(padded(text), "base64url"));
    } else {
      const bytes = Buffer.from(text);
      to.count(bytes.length * 4 + form.plain);
      to.bytes(bytes);
    }
  }
  return write;
}

/** Reads texts that `createTextWriter` has written. */
export function createTextReader(from: ByteReader): () => string {
  const earlier: string[] = [];
  const rest = (number: number, kind: number): string => {
    if (kind === form.plain) return from.bytes(number).toString();
    if (kind === form.packed) return from.bytes(packedBytes(number)).toString("base64url").slice(0, number);
    return usualTexts[number] + read();
  };
  function read(): string {
    const first = from.count();
    const [number, kind] = [Math.floor(first / 4), first % 4];
    if (kind === form.again) return earlier[number] ?? "";
    // As for the writer: the number of a text is that of its beginning, which comes before its parts.
    const place = earlier.push("") - 1;
    const text = rest(number, kind);
    if (text.length >= shortest) earlier[place] = text;
    else earlier.splice(place, 1);
    return text;
  }
  return read;
}

function longestUsual(text: string): string | undefined {
  return usualTexts.filter((usual) => text.startsWith(usual)).toSorted((a, b) => b.length - a.length)[0];
}

const padded = (text: string) => text + "A".repeat((4 - (text.length % 4)) % 4);
const packedBytes = (characters: number) => Math.ceil(characters / 4) * 3;
