/**
 * The smallest agent of an SDK: a model, the tools of a server, a prompt. Arguments: the SDK, the folder of its
 * packages, the addresses of model and server, a token.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [sdk = "", folder = "", llm = "", url = "", token = ""] = process.argv.slice(2);
const { resolve } = createRequire(join(folder, "package.json"));
const load = (name: string) => import(pathToFileURL(resolve(name)).href);
const headers = { Authorization: `Bearer ${token}` };
const baseURL = `${llm}/v1`;
const apiKey = "stub";
const maxTurns = 40;

const agents: Readonly<Record<string, () => Promise<void>>> = {
  async "ai-sdk"() {
    const [{ generateText, isStepCount }, { createMCPClient }, { createOpenAI }] = await Promise.all(
      ["ai", "@ai-sdk/mcp", "@ai-sdk/openai"].map(load),
    );
    const client = await createMCPClient({ transport: { type: "http", url, headers } });
    const model = createOpenAI({ baseURL, apiKey }).responses("gpt-5.1");
    await generateText({ model, tools: await client.tools(), prompt: "Go.", stopWhen: isStepCount(maxTurns) });
    await client.close();
  },
  async "openai-agents"() {
    const { Agent, MCPServerStreamableHttp, OpenAIProvider, Runner, setTracingDisabled } = await load("@openai/agents");
    setTracingDisabled(true);
    const server = new MCPServerStreamableHttp({ url, name: "m365", requestInit: { headers } });
    await server.connect();
    const agent = new Agent({ name: "agent", instructions: "Go.", mcpServers: [server], model: "gpt-5.1" });
    const modelProvider = new OpenAIProvider({ apiKey, baseURL, useResponses: true });
    await new Runner({ modelProvider }).run(agent, "Go.", { maxTurns });
    await server.close();
  },
  async langchain() {
    const [{ createAgent }, { MultiServerMCPClient }, { ChatOpenAI }] = await Promise.all(
      ["langchain", "@langchain/mcp-adapters", "@langchain/openai"].map(load),
    );
    const client = new MultiServerMCPClient({ mcpServers: { m365: { transport: "http", url, headers } } });
    const model = new ChatOpenAI({ model: "gpt-5.1", apiKey, configuration: { baseURL } });
    const agent = createAgent({ model, tools: await client.getTools() });
    await agent.invoke({ messages: [{ role: "user", content: "Go." }] }, { recursionLimit: 100 });
    await client.close();
  },
};
await agents[sdk]?.();
process.exit(0);
