import type { ToolName } from "#common/tools/catalog.ts";

/** A value that a model takes out of the answers so far. */
export type FromAnswers = (answers: readonly unknown[]) => unknown;

interface QuestionCall {
  /** `search` and `fetch` are those that the address has to name. */
  tool: ToolName | "search" | "fetch";
  /** A function takes a value out of earlier answers, also inside a list. */
  args?: Readonly<Record<string, unknown>>;
}

/** What somebody asks, as the calls that a sensible model makes of it, and what its last answer must say. */
export interface Question {
  asks: string;
  /** The alias of who asks. Default: Hana Mori. */
  by?: string;
  /** What somebody copied in an app before: calls of theirs, whose answers come before the others. */
  copied?: { by: string; calls: readonly QuestionCall[] };
  calls: readonly [QuestionCall, ...QuestionCall[]];
  /** Stand in the last answer. */
  facts: readonly (string | RegExp)[];
  /** Don't stand in the last answer. */
  never?: readonly (string | RegExp)[];
}

export const search = (tool: QuestionCall["tool"], args: QuestionCall["args"] = {}): QuestionCall => ({ tool, args });

/** Lists the channels of a team of the person's, by the team's name. */
export const channelsOf = (team: string) =>
  [search("teams_list_teams"), search("teams_list_channels", { teamId: the("id", team) })] as const;

/** Reads what an answer names: the first that has a uri, or the first of which this text is a part. */
export const read = (text = "", name = "uri"): QuestionCall => ({
  tool: "read_resource",
  args: { uri: the(name, text) },
});

/** Reads what a link leads to. */
export const open = (link: FromAnswers): QuestionCall => ({ tool: "read_resource", args: { uri: link } });

/** Fetches the first result of a search of which this text is a part. */
export const fetchResult = (text: string): QuestionCall => ({ tool: "fetch", args: { id: the("id", text) } });

/** Reads the conversation of the first message that an answer has. */
export const readThread: QuestionCall = {
  tool: "read_resource",
  args: { uri: (answers: readonly unknown[]) => `${the("uri")(answers)}/conversation` },
};

/**
 * The value of a field in the last answer, or in the one at this place: of the innermost object that has both the field
 * and the text.
 */
export function the(name: string, text = "", at = -1): FromAnswers {
  return (answers) => {
    const found = innermost(answers.at(at), { name, text });
    if (found === undefined) throw new Error(`no answer has ${name} of "${text}": ${JSON.stringify(answers.at(at))}`);
    return found;
  };
}

function innermost(value: unknown, wanted: { name: string; text: string }): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  for (const part of Object.values(value)) {
    const inside = innermost(part, wanted);
    if (inside !== undefined) return inside;
  }
  const own = (value as Record<string, unknown>)[wanted.name];
  return own !== undefined && JSON.stringify(value).includes(wanted.text) ? own : undefined;
}

/** The arguments of a call, with the values out of earlier answers. */
export function resolved(args: QuestionCall["args"] = {}, answers: readonly unknown[]): Record<string, unknown> {
  const one = (value: unknown): unknown => {
    if (typeof value === "function") return (value as FromAnswers)(answers);
    return Array.isArray(value) ? value.map(one) : value;
  };
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, one(value)]));
}
