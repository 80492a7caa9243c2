import type { KnownRequest } from "#workers/graph/requests/known-request.ts";
import { allRequests } from "#workers/graph/requests/known-requests.ts";
import type { ToolCall } from "./ask-tools.ts";
import { askForRetrieval } from "./probes/files.ts";
import type { Exchange } from "./watch.ts";

/** What became of one request of docs/internals/graph-requests.md. */
export interface RowResult {
  request: string;
  /** `helped`: it is refused, and the tool's answer comes without it. */
  result: "answered" | "helped" | "refused" | "untried";
  /** A word for the refusal, or why it was not sent. */
  why?: string;
}

interface RowsContext {
  grantedScopes: ReadonlySet<string>;
  sharedMailbox?: string | undefined;
  retrieval?: boolean | undefined;
}

/** Only in links that Graph gave. */
const ofLinks: ReadonlySet<string> = new Set(["$skiptoken", "$deltatoken"]);

/** The permissions that a row names. With one of them the request makes sense. */
export const scopesIn = ({ permission }: KnownRequest): readonly string[] =>
  permission.match(/\b[A-Z]\w+\.Read\w*(?:\.\w+)?/g) ?? [];

/** Why no tool sent a request. */
function whyUntried(
  row: KnownRequest,
  { grantedScopes, sharedMailbox, retrieval = false, sent }: RowsContext & { sent: readonly Exchange[] },
): string {
  const scopes = scopesIn(row);
  if (scopes.length > 0 && !scopes.some((scope) => grantedScopes.has(scope)))
    return `permission missing: ${scopes.join(", ")}`;
  if (row.path.includes("{sharedMailbox}") && sharedMailbox === undefined) return "name one: --shared-mailbox ADDRESS";
  if (row.path === "copilot/retrieval" && !retrieval) return askForRetrieval;
  const lacking = [...row.path.matchAll(/\{\w+/g)].find(([start]) => !sent.some((one) => one.row.includes(start)));
  return lacking === undefined ? "no tool needed it here" : `nothing found: ${lacking[0].slice(1)}`;
}

const isGood = ({ status }: Exchange) => status >= 200 && status < 400;

/** One line for each request of the table: each of its forms that was sent has to be answered at least once. */
export function readRows(calls: readonly ToolCall[], context: RowsContext): RowResult[] {
  const sent = calls.flatMap(({ exchanges, isAnswered }) => exchanges.map((exchange) => ({ ...exchange, isAnswered })));
  return allRequests.map((row) => {
    const request = `${row.method} /${row.path}`;
    const own = sent.filter((one) => one.row === request && !one.options.some((option) => ofLinks.has(option)));
    if (own.length === 0) return { request, result: "untried", why: whyUntried(row, { ...context, sent }) };
    const forms = Object.values(Object.groupBy(own, ({ options }) => options.join()));
    const refused = forms.flatMap((form = []) => (form.some(isGood) ? [] : [form]));
    if (refused.length === 0) return { request, result: "answered" };
    const isHelped = refused.flat().every(({ isAnswered }) => isAnswered);
    const why = refused.map(([one]) => {
      const { options = [], status = 0, codes = [] } = one ?? {};
      const refusal = [status || "no answer", codes.at(-1)].filter((word) => word !== undefined).join(" ");
      return options.length === 0 ? refusal : `${refusal}, with ${options.join(" ")}`;
    });
    return { request, result: isHelped ? "helped" : "refused", why: why.join("; ") };
  });
}
