import { allRequests } from "#workers/graph/requests/known-requests.ts";
import { markdownTable } from "./marked-block.ts";

const shown = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");

/** docs/internals/graph-requests.md: every request of ours, with what it counts on. */
export function graphRequestsPage(): string {
  const rows = allRequests.map(({ purpose, tools, method, path, query, permission, page, missing, fallback }) => [
    `\`${method} /${path}\``,
    purpose,
    tools.join(", "),
    shown(query),
    permission,
    `[${page.slice(page.lastIndexOf("/") + 1)}](${new URL(page, "https://learn.microsoft.com/graph/").href})`,
    missing,
    fallback,
  ]);
  const header = ["request", "for", "tools", "query", "permission", "Microsoft's page", "may be missing", "then"];
  return `# Requests to Microsoft Graph

Every request that the connector sends to Microsoft Graph, below \`https://graph.microsoft.com/v1.0\`.
Any other, or one with another query option, is refused before it is sent.
\`{mailbox}\` is \`me\` or \`users/{address}\`, a shared mailbox. Lists are continued by Graph's own links.
\`npm run docs\` writes this page from \`workers/graph/requests/\`; a test compares it with what the tools send, in both
directions. [graph-check](../graph-check.md) has the tools send them in a real tenant.

${markdownTable(header, rows)}
`;
}
