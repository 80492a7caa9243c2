/** A call that the stub makes in place of a model. */
export interface Step {
  label: string;
  /** The name of the tool at the server, or all of a tool of the client's own. */
  tool: string;
  args: object;
}

/** A tool that a request offers to the model. */
export interface Offered {
  name: string;
  namespace?: string | undefined;
  /** `custom` for one that takes text. */
  type?: string | undefined;
}

export interface Call {
  number: number;
  tool: Offered;
  args: object;
}

/** How a client and its model talk: what of it the stub needs. */
export interface Protocol {
  path: RegExp;
  read(body: unknown): {
    tools: Offered[];
    /** The conversation so far, and how many calls of it have their results. */
    items: readonly unknown[];
    done: number;
  };
  /** The answer: this call, or the end. */
  write(call: Call | undefined): { whole: object; events: readonly (object | string)[] };
}

export const lastWords = "All done.";
const callId = "call_stub_";
export const idOf = ({ number }: Pick<Call, "number">) => `${callId}${number}`;

/** How many calls have results, where these have the ids of their calls. */
export const resultsIn = (ids: readonly (string | undefined)[]): number =>
  new Set(ids.filter((id) => id?.startsWith(callId))).size;

/** A tool of the server, whatever the client puts before its name. */
export function toolNamed(wanted: string, tools: readonly Offered[]): Offered | undefined {
  return (
    tools.find(({ name }) => name === wanted) ??
    tools.find(({ name }) => name.endsWith(wanted) && !/[a-z]/i.test(name.at(-wanted.length - 1) ?? ""))
  );
}
