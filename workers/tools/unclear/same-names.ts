import { foldText } from "#workers/tools/text/searchable-text.ts";

/** Says that several folders or teams of an answer have the same name. Undefined otherwise. */
export function sameNames(named: readonly { name?: string | undefined }[], what: string, by: string) {
  const groups = Map.groupBy(named, ({ name }) => foldText(name ?? ""));
  const most = Math.max(0, ...[...groups].map(([name, { length }]) => (name === "" ? 0 : length)));
  return most < 2 ? undefined : `${most} of these ${what} have the same name: ask which one is meant, by ${by}.`;
}
