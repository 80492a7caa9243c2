import { legacy, modern, type Posted } from "./mcp-app.ts";

type Changes = Record<string, string | undefined>;

/** The request with other headers: undefined takes one away. */
function withHeaders({ headers, body }: Posted, changes: Changes): Posted {
  const all = Object.entries({ ...headers, ...changes });
  return {
    body,
    headers: Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  };
}

const withMeta = (method: string, _meta: Record<string, unknown>) => modern(method, { _meta });
const withBody = ({ headers, body }: Posted, changes: Record<string, unknown>): Posted => ({
  headers,
  body: { ...(body as object), ...changes },
});
/** Without an id. */
const notification = ({ headers, body }: Posted): Posted => ({ headers, body: { ...(body as object), id: undefined } });
const answered = (era: Posted, member: Record<string, unknown>): Posted => ({
  headers: era.headers,
  body: { jsonrpc: "2.0", id: 7, ...member },
});

const call = { name: "outlook_email_search", arguments: { query: "x" } };
const version = "io.modelcontextprotocol/protocolVersion";
const capabilities = "io.modelcontextprotocol/clientCapabilities";
const base64 = (text: string) => `=?base64?${Buffer.from(text).toString("base64")}?=`;
const initialize = (protocolVersion: string) =>
  withHeaders(legacy("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "t", version: "1" } }), {
    "mcp-protocol-version": undefined,
  });

/** Messages of clients of both eras, flawless and not, by what is special about them. */
export const messages: Readonly<Record<string, Posted>> = {
  "modern server/discover": modern("server/discover"),
  "modern tools/list": modern("tools/list"),
  "modern tools/call": modern("tools/call", call),
  "modern tools/call of an unknown tool": modern("tools/call", { ...call, name: "no_tool" }),
  "modern tools/call with progress": modern("tools/call", { ...call, _meta: { progressToken: "p" } }),
  "modern tools/call without a name": modern("tools/call"),
  "modern tools/call with a number for its name": modern("tools/call", { name: 5 }),
  "modern tools/call with a text for its arguments": modern("tools/call", { ...call, arguments: "x" }),
  "modern request with an id in words": withBody(modern("tools/list"), { id: '"},珈琲' }),
  "modern method that is gone": modern("ping"),
  "modern initialize": modern("initialize", { protocolVersion: "2026-07-28" }),
  "modern method that is not offered": modern("prompts/list"),
  "modern prompts/get without Mcp-Name": withHeaders(modern("prompts/get", { name: "x" }), { "mcp-name": undefined }),
  "modern resources/read with another Mcp-Name": withHeaders(modern("resources/read", { uri: "a:b" }), {
    "mcp-name": "a:c",
  }),
  "modern tasks/get with its Mcp-Name": withHeaders(modern("tasks/get", { taskId: "t" }), { "mcp-name": "t" }),
  "modern without MCP-Protocol-Version": withHeaders(modern("tools/list"), { "mcp-protocol-version": undefined }),
  "modern without Mcp-Method": withHeaders(modern("tools/list"), { "mcp-method": undefined }),
  "modern with another Mcp-Method": withHeaders(modern("tools/list"), { "mcp-method": "tools/call" }),
  "modern with an empty Mcp-Method": withHeaders(modern("tools/list"), { "mcp-method": "" }),
  "modern tools/call without Mcp-Name": withHeaders(modern("tools/call", call), { "mcp-name": undefined }),
  "modern tools/call with another Mcp-Name": withHeaders(modern("tools/call", call), { "mcp-name": "read_resource" }),
  "modern tools/call with Mcp-Name in Base64": withHeaders(modern("tools/call", call), {
    "mcp-name": base64(call.name),
  }),
  "modern tools/call with another Mcp-Name in Base64": withHeaders(modern("tools/call", call), {
    "mcp-name": base64("x"),
  }),
  "modern tools/call with broken Base64": withHeaders(modern("tools/call", call), { "mcp-name": "=?base64?###?=" }),
  "modern tools/call with Base64 of no text": withHeaders(modern("tools/call", call), {
    "mcp-name": "=?base64?//79?=",
  }),
  "modern with Mcp-Name where it has no meaning": withHeaders(modern("tools/list"), { "mcp-name": "x" }),
  "modern header of another version": withHeaders(modern("tools/list"), { "mcp-protocol-version": "2025-11-25" }),
  "modern of a version to come": withHeaders(withMeta("tools/list", { [version]: "2027-01-01" }), {
    "mcp-protocol-version": "2027-01-01",
  }),
  "modern envelope that names an old version": withHeaders(withMeta("tools/list", { [version]: "2025-11-25" }), {
    "mcp-protocol-version": "2025-11-25",
  }),
  "modern envelope with a number for its version": withMeta("tools/list", { [version]: 5 }),
  "modern envelope without capabilities": withMeta("tools/list", { [capabilities]: undefined }),
  "modern envelope with wrong capabilities": withMeta("tools/list", { [capabilities]: "all" }),
  "modern header without an envelope": withHeaders(legacy("tools/list"), { "mcp-protocol-version": "2026-07-28" }),
  "modern header and an envelope without a version": withMeta("tools/list", { [version]: undefined }),
  "modern header with initialize": withHeaders(initialize("2025-11-25"), { "mcp-protocol-version": "2026-07-28" }),
  "modern without Accept": withHeaders(modern("tools/list"), { accept: undefined }),
  "modern notification": notification(modern("notifications/cancelled", { requestId: 3 })),
  "modern notification that nobody knows": notification(modern("notifications/no-such")),
  "modern notification by its header alone": withHeaders(
    notification(legacy("notifications/cancelled", { requestId: 3 })),
    { "mcp-protocol-version": "2026-07-28" },
  ),
  "modern notification of a version to come": withHeaders(
    notification(legacy("notifications/cancelled", { requestId: 3 })),
    { "mcp-protocol-version": "2027-01-01" },
  ),
  "modern notification with another Mcp-Method": withHeaders(
    notification(modern("notifications/cancelled", { requestId: 3 })),
    { "mcp-method": "tools/list" },
  ),
  "modern notification with a number for its version": notification(
    withMeta("notifications/initialized", { [version]: 5 }),
  ),
  "a request with another member": withBody(modern("tools/list"), { extra: 1 }),
  "a request with a broken id": withBody(legacy("tools/list"), { id: 1.5 }),
  "a message without anything": answered(legacy("x"), { id: undefined }),

  ...Object.fromEntries(
    ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2026-07-28", "1999-01-01"].map((named) => [
      `initialize of ${named}`,
      initialize(named),
    ]),
  ),
  "initialize with a version in its header that nobody serves": withHeaders(initialize("2025-11-25"), {
    "mcp-protocol-version": "1999-01-01",
  }),
  "initialize without params": legacy("initialize"),
  "initialize without params, with a version that nobody serves": withHeaders(legacy("initialize"), {
    "mcp-protocol-version": "1999-01-01",
  }),
  "legacy tools/list": legacy("tools/list"),
  "legacy tools/list without a version": withHeaders(legacy("tools/list"), { "mcp-protocol-version": undefined }),
  "legacy tools/list of 2025-03-26": withHeaders(legacy("tools/list"), { "mcp-protocol-version": "2025-03-26" }),
  "legacy tools/call": legacy("tools/call", call),
  "legacy tools/call of an unknown tool": legacy("tools/call", { ...call, name: "no_tool" }),
  "legacy tools/call with progress": legacy("tools/call", { ...call, _meta: { progressToken: "p" } }),
  "legacy ping": legacy("ping"),
  "legacy unknown method": legacy("no/such"),
  "legacy server/discover": legacy("server/discover"),
  "legacy without Accept": withHeaders(legacy("tools/list"), { accept: undefined }),
  "legacy that accepts JSON alone": withHeaders(legacy("tools/list"), { accept: "application/json" }),
  "legacy that accepts streams alone": withHeaders(legacy("tools/list"), { accept: "text/event-stream" }),
  "legacy that accepts anything": withHeaders(legacy("tools/list"), { accept: "*/*" }),
  "legacy of a version that nobody serves": withHeaders(legacy("tools/list"), { "mcp-protocol-version": "1999-01-01" }),
  "legacy with a charset": withHeaders(legacy("tools/list"), { "content-type": "application/json; charset=utf-8" }),
  "legacy notifications/initialized": notification(legacy("notifications/initialized")),
  "legacy notification of a version that nobody serves": withHeaders(
    notification(legacy("notifications/initialized")),
    { "mcp-protocol-version": "1999-01-01" },
  ),
  "a result that is posted": answered(legacy("x"), { result: {} }),
  "an error that is posted": answered(legacy("x"), { error: { code: 1, message: "x" } }),
};
