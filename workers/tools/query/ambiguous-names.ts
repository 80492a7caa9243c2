import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { wordsOf } from "./kql.ts";
import { foldText } from "./searchable-text.ts";

/** What tells versions of a file apart, beside numbers. */
const ofVersions = new Set(
  "v ver version rev draft final copy new old latest of the 最終 最終版 改訂版 修正版 確定版 版 案 コピー 年 月 日".split(
    " ",
  ),
);

interface Named {
  name: string;
  kind: string;
}

/**
 * Says that several files of an answer have nearly the same name, apart from numbers, dates and versions, where the
 * query names the best of them. Undefined otherwise.
 */
export function nearNames(files: readonly Named[], query: string): string | undefined {
  const [best, ...others] = files.filter(({ kind }) => kind === "file");
  if (best === undefined) return undefined;
  const asked = wordsOf(foldText(query));
  const isNamed = asked.length > 0 && asked.every((word) => foldText(best.name).includes(word));
  const stem = stemOf(best.name);
  const near = others.filter(({ name }) => stemOf(name) === stem).length + 1;
  if (!isNamed || stem === "" || near < 2) return undefined;
  return (
    `${near} of these files have nearly the same name: ask which one is meant, by folder, date or author, ` +
    "or whether the newest."
  );
}

/** A name without its extension, numbers and words that tell versions apart. */
function stemOf(name: string): string {
  return wordsOf(foldText(name.replace(/\.[^.]{1,20}$/, "")))
    .flatMap((word) => word.split(/\d+/))
    .filter((word) => word !== "" && !ofVersions.has(word))
    .join(" ");
}

/** Says that several folders or teams of an answer have the same name. Undefined otherwise. */
export function sameNames(named: readonly { name?: string | undefined }[], what: string, by: string) {
  const groups = Map.groupBy(named, ({ name }) => foldText(name ?? ""));
  const most = Math.max(0, ...[...groups].map(([name, { length }]) => (name === "" ? 0 : length)));
  return most < 2 ? undefined : `${most} of these ${what} have the same name: ask which one is meant, by ${by}.`;
}

const maxShown = 4;

/**
 * Says that a name fits several people of an answer. Undefined for an address, for no name and for one person. The
 * addresses are named, not the people: whoever sends mail chooses the name beside the address.
 */
export function severalPeople(
  name: string | undefined,
  addresses: readonly (string | null | undefined)[],
  parameter: string,
): string | undefined {
  if (name === undefined || isMailAddress(name)) return undefined;
  const given = addresses.flatMap((address) => (address != null && isMailAddress(address) ? [address] : []));
  const different = [...new Map(given.map((address) => [address.toLowerCase(), address])).values()];
  if (different.length < 2) return undefined;
  const shown = different.slice(0, maxShown).join(", ");
  const rest = different.length > maxShown ? ` and ${different.length - maxShown} more` : "";
  return `${parameter} fits ${different.length} people: ${shown}${rest}. Ask which one is meant, and give the address.`;
}
