import { ToolError } from "#common/errors.ts";
import { readTerms, type TermGrammar } from "#workers/tools/query/terms.ts";
import { searchableText, termTest } from "#workers/tools/text/searchable-text.ts";
import { trimmed } from "#workers/tools/without-empty.ts";
import type { FoundTask } from "./found-task.ts";

const grammar: TermGrammar = {
  search: "a search of tasks",
  fields: ["subject", "body"],
  instead: "For dates use afterDateTime and beforeDateTime, for a list or plan the parameter list",
};

export interface TaskTerms {
  /** The query as it is shown to the caller. Undefined: every task is a hit. */
  shown: string | undefined;
  isHit(task: FoundTask): boolean;
}

/** Parses the text of a search. @throws `invalid_input` */
export function readTaskTerms(query: string | undefined): TaskTerms {
  const text = trimmed(query);
  const terms = readTerms(text ?? "", grammar);
  if (text !== undefined && text !== "*" && terms.length === 0) {
    throw new ToolError("invalid_input", `query: "${text}" has no letters to search for; leave it out for all tasks.`);
  }
  const tests = terms.map((term) => ({ field: term.field, isIn: termTest(term.text) }));
  return {
    shown: terms.map(({ field, text: term }) => `${field ? `${field}:` : ""}"${term}"`).join(" AND ") || undefined,
    isHit({ title, note, list, categories }) {
      if (tests.length === 0) return true;
      const subject = searchableText(title);
      const body = searchableText(note);
      const others = [list ?? "", ...categories].map(searchableText);
      return tests.every(({ field, isIn }) => {
        if (field !== undefined) return isIn(field === "subject" ? subject : body);
        return [subject, body, ...others].some(isIn);
      });
    },
  };
}

/** Open tasks first: the soonest due, then those without a date, the newest; then the done, the latest. */
export function byUrgency(one: FoundTask, other: FoundTask): number {
  if (one.isDone !== other.isDone) return one.isDone ? 1 : -1;
  if (one.isDone) return (other.done?.startMs ?? 0) - (one.done?.startMs ?? 0) || other.changedMs - one.changedMs;
  return (one.due?.startMs ?? Infinity) - (other.due?.startMs ?? Infinity) || other.changedMs - one.changedMs;
}
