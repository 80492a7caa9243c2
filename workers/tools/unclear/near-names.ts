import { wordsOf } from "#workers/tools/query/kql.ts";
import { foldText } from "#workers/tools/text/searchable-text.ts";

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
