/** The products that people connect, in the order of docs/clients.md. */
export const products = [
  "Claude",
  "Claude Code",
  "ChatGPT",
  "VS Code",
  "VS Code for the Web",
  "Cursor",
  "Codex",
  "Gemini CLI",
  "opencode",
  "Goose",
  "Zed",
  "Copilot Studio",
  "LibreChat",
  "Open WebUI",
  "mcp-remote",
  "mcporter",
  "MCP Inspector",
  "MCP SDK for TypeScript",
  "MCP SDK for Python",
] as const;

export type Product = (typeof products)[number];

const url = "https://mcp.example.com/mcp";

const opencodeServers = `{"mcp": {"m365": {"type": "remote", "url": "${url}"}}}`;

/** What a person types, in Markdown. A product without a line doesn't compile. */
export const whatToType: Readonly<Record<Product, string>> = {
  Claude:
    "in the browser or in Claude Desktop: *Settings → Connectors → Add custom connector*: the URL; then *Connect*",
  "Claude Code": `\`claude mcp add --transport http m365 ${url}\`; then \`/mcp\` → *Authenticate*`,
  ChatGPT: "*Settings → Connectors → Advanced → Developer mode*, then *Create*: the URL, authentication *OAuth*",
  "VS Code": "*MCP: Add Server → HTTP*: the URL",
  "VS Code for the Web": "as in VS Code",
  Cursor: `\`~/.cursor/mcp.json\`: \`{"mcpServers": {"m365": {"url": "${url}"}}}\``,
  Codex: `\`codex mcp add m365 --url ${url}\`; then \`codex mcp login m365\``,
  "Gemini CLI": `\`gemini mcp add --transport http m365 ${url}\`; then \`/mcp auth m365\``,
  opencode: `\`opencode.json\`: \`${opencodeServers}\`; then \`opencode mcp auth m365\``,
  Goose: "`goose configure` → *Add Extension → Remote Extension (Streamable HTTP)*: the URL",
  Zed: `\`settings.json\`: \`{"context_servers": {"m365": {"url": "${url}"}}}\``,
  "Copilot Studio": "*Tools → Add a tool → Model Context Protocol*: the URL, *OAuth 2.0*, *Dynamic discovery*",
  LibreChat: `\`librechat.yaml\`: \`mcpServers: {m365: {type: streamable-http, url: "${url}"}}\``,
  "Open WebUI": "as an admin, a tool server of the type *MCP*: the URL, authentication *OAuth 2.1*",
  "mcp-remote": `for clients without HTTP, as a local server: \`npx mcp-remote ${url}\``,
  mcporter: `\`npx mcporter auth ${url}\``,
  "MCP Inspector": "transport *Streamable HTTP*: the URL; then *Connect*",
  "MCP SDK for TypeScript": "the URL, with an `OAuthClientProvider`",
  "MCP SDK for Python": "the URL, with an `OAuthClientProvider`",
};
