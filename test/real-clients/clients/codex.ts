import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Desktop } from "#test/real-clients/desktop.ts";
import { programs } from "#test/real-clients/programs.ts";
import { type CallFromAddress, oneCall } from "./call-from-address.ts";

const threadSchema = z.object({ thread: z.object({ id: z.string() }) });
const callSchema = z.object({ content: z.unknown() });

/**
 * Codex signs in when the server is added. No command of its command line calls a tool; the server behind its editor
 * extensions does (`codex app-server`), which needs no model for that.
 */
export const callWithCodex: CallFromAddress = async ({ mcpUrl, desktop, person }) => {
  const add = desktop.run([programs.codex.path, "mcp", "add", "m365", "--url", mcpUrl]);
  const { code, stderr } = await desktop.whileSigningIn(person, add);
  if (code !== 0) throw new Error(`Codex ended with ${code}: ${stderr}`);
  using server = startAppServer(desktop);
  await server.ask("initialize", { clientInfo: { name: "test", title: "Test", version: "1" } });
  server.tell("initialized");
  const thread = { ephemeral: true, cwd: desktop.folder, approvalPolicy: "never" };
  const threadId = threadSchema.parse(await server.ask("thread/start", thread)).thread.id;
  const call = { threadId, server: "m365", tool: oneCall.tool, arguments: oneCall.args };
  return callSchema.parse(await server.ask("mcpServer/tool/call", call)).content;
};

interface AppServer extends Disposable {
  ask(method: string, params: object): Promise<unknown>;
  tell(method: string): void;
}

const answerSchema = z.object({ id: z.number(), result: z.unknown(), error: z.unknown() }).partial();

/** JSON-RPC, a message a line. */
function startAppServer({ environment, folder }: Desktop): AppServer {
  const child = spawn(programs.codex.path, ["app-server"], {
    env: environment,
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, result, error } = answerSchema.parse(JSON.parse(line));
    const asked = id === undefined ? undefined : waiting.get(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(`Codex answers ${JSON.stringify(error)}`));
  });
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
  };
  child.once("error", fail).once("exit", (code) => fail(new Error(`codex app-server ended with ${code}`)));
  child.stdin.on("error", () => undefined);
  const send = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    ask(method, params) {
      const asked = Promise.withResolvers<unknown>();
      const id = waiting.size + 1;
      waiting.set(id, asked);
      send({ id, method, params });
      return asked.promise;
    },
    tell: (method) => send({ method }),
    [Symbol.dispose]: () => child.kill("SIGKILL"),
  };
}
