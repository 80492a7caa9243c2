import type { Language } from "./language.ts";

/** The products that people connect, in the order in which pages and documents list them. */
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

/** What a person types, as `inlineText` takes it; `{url}` stands for the address of the server. */
export type Steps = Readonly<Record<Language, string>>;

const opencodeServers = '`opencode.json`: `{"mcp": {"m365": {"type": "remote", "url": "{url}"}}}`';
const libreChatServers = '`librechat.yaml`: `mcpServers: {m365: {type: streamable-http, url: "{url}"}}`';

/** For each product, where people sign in at this server. A product without a line doesn't compile. */
export const whatToType: Readonly<Record<Product, Steps>> = {
  Claude: {
    en: "in the browser or in Claude Desktop: *Settings → Connectors → Add custom connector*: the URL; then *Connect*",
    ja:
      "ブラウザーまたは Claude Desktop の *設定 → コネクタ → カスタムコネクタを追加* で URL を入力し、*連携 " +
      "(Connect)* を選択します。",
  },
  "Claude Code": {
    en: "`claude mcp add --transport http m365 {url}`; then `/mcp` → *Authenticate*",
    ja: "`claude mcp add --transport http m365 {url}` を実行し、`/mcp` → *Authenticate* でサインインします。",
  },
  ChatGPT: {
    en: "*Settings → Connectors → Advanced → Developer mode*, then *Create*: the URL, authentication *OAuth*",
    ja:
      "*Settings → Connectors → Advanced → Developer mode* を有効にし、*Create* で URL を入力して、認証に " +
      "*OAuth* を選択します。",
  },
  "VS Code": {
    en: "*MCP: Add Server → HTTP*: the URL",
    ja: "*MCP: Add Server → HTTP* を選択し、URL を入力します。",
  },
  "VS Code for the Web": { en: "as in VS Code", ja: "VS Code と同じです。" },
  Cursor: {
    en: '`~/.cursor/mcp.json`: `{"mcpServers": {"m365": {"url": "{url}"}}}`',
    ja: '`~/.cursor/mcp.json` に `{"mcpServers": {"m365": {"url": "{url}"}}}` を追加します。',
  },
  Codex: {
    en: "`codex mcp add m365 --url {url}`; then `codex mcp login m365`",
    ja: "`codex mcp add m365 --url {url}` に続けて `codex mcp login m365` を実行します。",
  },
  "Gemini CLI": {
    en: "`gemini mcp add --transport http m365 {url}`; then `/mcp auth m365`",
    ja: "`gemini mcp add --transport http m365 {url}` を実行し、`/mcp auth m365` でサインインします。",
  },
  opencode: {
    en: `${opencodeServers}; then \`opencode mcp auth m365\``,
    ja: `${opencodeServers} を追加し、\`opencode mcp auth m365\` を実行します。`,
  },
  Goose: {
    en: "`goose configure` → *Add Extension → Remote Extension (Streamable HTTP)*: the URL",
    ja: "`goose configure` → *Add Extension → Remote Extension (Streamable HTTP)* で URL を入力します。",
  },
  Zed: {
    en: '`settings.json`: `{"context_servers": {"m365": {"url": "{url}"}}}`',
    ja: '`settings.json` に `{"context_servers": {"m365": {"url": "{url}"}}}` を追加します。',
  },
  "Copilot Studio": {
    en: "*Tools → Add a tool → Model Context Protocol*: the URL, *OAuth 2.0*, *Dynamic discovery*",
    ja:
      "*Tools → Add a tool → Model Context Protocol* で URL を入力し、*OAuth 2.0* と *Dynamic discovery* " +
      "を選択します。",
  },
  LibreChat: { en: libreChatServers, ja: `${libreChatServers} を追加します。` },
  "Open WebUI": {
    en: "as an admin, a tool server of the type *MCP*: the URL, authentication *OAuth 2.1*",
    ja: "管理者として *MCP* タイプのツール サーバーを追加し、URL を入力して、認証に *OAuth 2.1* を選択します。",
  },
  "mcp-remote": {
    en: "for clients without HTTP, as a local server: `npx mcp-remote {url}`",
    ja: "HTTP に対応していないクライアントでは、ローカル サーバーとして `npx mcp-remote {url}` を登録します。",
  },
  mcporter: { en: "`npx mcporter auth {url}`", ja: "`npx mcporter auth {url}` を実行します。" },
  "MCP Inspector": {
    en: "transport *Streamable HTTP*: the URL; then *Connect*",
    ja: "トランスポートに *Streamable HTTP* を選択して URL を入力し、*Connect* を選択します。",
  },
  "MCP SDK for TypeScript": {
    en: "the URL, with an `OAuthClientProvider`",
    ja: "URL と `OAuthClientProvider` を指定します。",
  },
  "MCP SDK for Python": {
    en: "the URL, with an `OAuthClientProvider`",
    ja: "URL と `OAuthClientProvider` を指定します。",
  },
};

/** Products that an operator has to allow first, by `SIGN_IN_REDIRECTS`. */
export const allowedBySetting: ReadonlySet<Product> = new Set([
  "VS Code for the Web",
  "Copilot Studio",
  "LibreChat",
  "Open WebUI",
] as const);

/** For products that have been set up to sign in at Entra itself, where people don't sign in at this server. */
export const whatToTypeAtEntra: Readonly<Partial<Record<Product, Steps>>> = {
  Claude: {
    en: "the URL; under *Advanced*, the client ID",
    ja: "URL を入力し、*詳細設定* にクライアント ID を入力します。",
  },
  "Claude Code": {
    en: "`claude mcp add --transport http --client-id CLIENT-APP-ID m365 {url}`",
    ja: "`claude mcp add --transport http --client-id CLIENT-APP-ID m365 {url}` を実行します。",
  },
  "VS Code": {
    en: "*MCP: Add Server → HTTP*: the URL",
    ja: "*MCP: Add Server → HTTP* を選択し、URL を入力します。",
  },
};

/** The steps with the address in its place. */
export const stepsFor = (steps: Steps, language: Language, url: string): string =>
  steps[language].replaceAll("{url}", url);
