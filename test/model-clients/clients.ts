import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { scriptArguments } from "#test/support/run-program.ts";
import { inPrograms, missingProgram, programsFolder } from "./programs.ts";
import type { Step } from "./stub/protocol.ts";

export interface Start {
  /** Its HOME, in which nobody was before. */
  home: string;
  mcpUrl: string;
  token: string;
  /** Where its model is asked, without `/v1`. */
  llm: string;
}

export interface ModelClient {
  name: string;
  missing: string | undefined;
  /** How often its model gets what an error says, where that is not once. */
  copiesOfErrors?: number;
  /** How the calls are made, where its model needs more for one than the tool of the server. */
  scriptOf?(steps: readonly Step[]): Step[];
  /** Writes its settings; the command and environment that have it work through one prompt. */
  start(start: Start): Promise<{ command: string[]; environment?: Record<string, string> }>;
}

const prompt = "Go.";
const platform = `${process.platform}-${process.arch}`;
const codexTarget = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-unknown-linux-musl`;
const paths = {
  claude: `@anthropic-ai/claude-code-${platform}/claude`,
  codex: `@openai/codex-${platform}/vendor/${codexTarget}/bin/codex`,
  opencode: `opencode-${platform}/bin/opencode`,
  gemini: "@google/gemini-cli/bundle/gemini.js",
  qwen: "@qwen-code/qwen-code/cli-entry.js",
};

async function settings(file: string, content: object | string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const inNode = (path: string) => [process.execPath, inPrograms(path)];
const ofServer = (tool: string) => `mcp__m365__${tool}`;

/** Settings that Gemini CLI and Qwen Code, which came of it, have in common. */
const likeGemini = (selectedType: string, { mcpUrl, token }: Start) => ({
  security: { auth: { selectedType }, folderTrust: { enabled: false } },
  general: { disableAutoUpdate: true, disableUpdateNag: true },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  mcpServers: { m365: { httpUrl: mcpUrl, headers: bearer(token), trust: true } },
});

/** By its model, Codex offers tools by a search, or has the model write code that calls them. */
async function startCodex(model: string, { home, mcpUrl, token, llm }: Start) {
  const lines = [
    `model = "${model}"`,
    'model_provider = "stub"',
    'approval_policy = "never"',
    "[model_providers.stub]",
    'name = "stub"',
    `base_url = "${llm}/v1"`,
    'wire_api = "responses"',
    'env_key = "STUB_KEY"',
    "[mcp_servers.m365]",
    `url = "${mcpUrl}"`,
    `http_headers = { Authorization = "Bearer ${token}" }`,
    "[analytics]",
    "enabled = false",
  ];
  await settings(join(home, ".codex", "config.toml"), lines.join("\n"));
  const options = ["--skip-git-repo-check", "--json", "--dangerously-bypass-approvals-and-sandbox"];
  return {
    command: [inPrograms(paths.codex), "exec", ...options, prompt],
    environment: { STUB_KEY: "stub", CODEX_HOME: join(home, ".codex") },
  };
}

const agentOf = (sdk: string, name: string, path: string): ModelClient => ({
  name,
  missing: missingProgram(name, path),
  async start({ llm, mcpUrl, token }) {
    const script = scriptArguments(new URL("agent/main.ts", import.meta.url).href);
    return { command: [process.execPath, ...script, sdk, programsFolder, llm, mcpUrl, token] };
  },
});

export const clients: readonly ModelClient[] = [
  {
    name: "Claude Code",
    missing: missingProgram("Claude Code", paths.claude),
    async start({ home, mcpUrl, token, llm }) {
      const servers = { m365: { type: "http", url: mcpUrl, headers: bearer(token) } };
      const config = await settings(join(home, "mcp.json"), { mcpServers: servers });
      const options = ["--mcp-config", config, "--strict-mcp-config", "--allowedTools", "mcp__m365"];
      return {
        command: [inPrograms(paths.claude), "-p", prompt, ...options],
        environment: {
          ANTHROPIC_BASE_URL: llm,
          ANTHROPIC_API_KEY: "stub",
          ENABLE_TOOL_SEARCH: "false",
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        },
      };
    },
  },
  {
    name: "Codex",
    missing: missingProgram("Codex", paths.codex),
    scriptOf: (steps) => [
      { label: "search", tool: "tool_search", args: { query: "mail search, read resource", limit: 40 } },
      ...steps,
    ],
    start: (start) => startCodex("gpt-5.5", start),
  },
  {
    name: "Codex whose model writes code",
    missing: missingProgram("Codex", paths.codex),
    scriptOf: (steps) =>
      steps.map(({ label, tool, args }) => ({
        label,
        tool: "exec",
        args: {
          input:
            `const { content } = await tools.${ofServer(tool)}(${JSON.stringify(args)});\n` +
            'for (const one of content) if (one.type === "image") image(one); else text(one.text);',
        },
      })),
    start: (start) => startCodex("gpt-6.1-sol", start),
  },
  {
    name: "opencode",
    missing: missingProgram("opencode", paths.opencode),
    async start({ home, mcpUrl, token, llm }) {
      const model = { name: "m", tool_call: true, attachment: true, limit: { context: 200_000, output: 8_000 } };
      const modalities = { input: ["text", "image"], output: ["text"] };
      const options = { baseURL: `${llm}/v1`, apiKey: "stub" };
      const provider = { npm: "@ai-sdk/openai-compatible", options, models: { m: { ...model, modalities } } };
      await settings(join(home, ".config", "opencode", "opencode.json"), {
        autoupdate: false,
        share: "disabled",
        provider: { stub: provider },
        model: "stub/m",
        small_model: "stub/m",
        mcp: { m365: { type: "remote", url: mcpUrl, enabled: true, oauth: false, headers: bearer(token) } },
        permission: { "*": "allow" },
      });
      return {
        command: [inPrograms(paths.opencode), "run", "--model", "stub/m", prompt],
        environment: { OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_LSP_DOWNLOAD: "1" },
      };
    },
  },
  {
    name: "Gemini CLI",
    missing: missingProgram("Gemini CLI", paths.gemini),
    async start(start) {
      await settings(join(start.home, ".gemini", "settings.json"), likeGemini("gemini-api-key", start));
      return {
        command: [...inNode(paths.gemini), "-p", prompt, "--yolo", "--model", "gemini-2.5-pro"],
        environment: { GEMINI_API_KEY: "stub", GOOGLE_GEMINI_BASE_URL: start.llm, GEMINI_CLI_NO_RELAUNCH: "true" },
      };
    },
  },
  {
    name: "Qwen Code",
    missing: missingProgram("Qwen Code", paths.qwen),
    copiesOfErrors: 2,
    scriptOf(steps) {
      const query = `select:${[...new Set(steps.map(({ tool }) => ofServer(tool)))].join(",")}`;
      const call = ({ label, tool, args }: Step) => ({
        label,
        tool: "tool_call",
        args: { name: ofServer(tool), arguments: args },
      });
      return [{ label: "search", tool: "tool_search", args: { query, max_results: 20 } }, ...steps.map(call)];
    },
    async start(start) {
      await settings(join(start.home, ".qwen", "settings.json"), likeGemini("openai", start));
      const model = ["--auth-type", "openai", "--model", "qwen3-vl-plus"];
      const access = ["--openai-api-key", "stub", "--openai-base-url", `${start.llm}/v1`];
      return { command: [...inNode(paths.qwen), "-p", prompt, "--yolo", ...model, ...access] };
    },
  },
  agentOf("ai-sdk", "AI SDK", "ai/package.json"),
  agentOf("openai-agents", "OpenAI Agents", "@openai/agents/package.json"),
  agentOf("langchain", "LangChain", "langchain/package.json"),
];
