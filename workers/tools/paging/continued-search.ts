import { ToolError } from "#common/errors.ts";
import { present } from "#workers/tools/present.ts";

export type AskedFor = Record<string, string>;

/** The parameters of a search, for its cursor: all but those that may change from answer to answer. */
export function askedFor(call: object): AskedFor {
  const asked = Object.entries(present(call)).filter(([name]) => !["limit", "offset", "cursor"].includes(name));
  return Object.fromEntries(asked.map(([name, value]) => [name, String(value)]));
}

/** Rejects with `invalid_input` a call whose parameters differ from those that its cursor began with. */
export function checkUnchanged(call: { offset?: number | undefined }, before: AskedFor): void {
  const changed = Object.entries(askedFor(call)).filter(([name, value]) => before[name] !== value);
  const names = [...changed.map(([name]) => name), ...(call.offset === undefined ? [] : ["offset"])].join(", ");
  if (names === "") return;
  throw new ToolError(
    "invalid_input",
    `cursor: it goes on with an earlier search, in which ${names} was different. Leave ${names} out or as it was, or search anew without cursor.`,
  );
}
