import { type AddressInfo, connect, type Socket } from "node:net";
import { type FastifyInstance, fastify } from "fastify";
import { createHttpAnswer, type HttpAnswer, type ReaderLimits } from "#gateway/mcp/transport/http-answer.ts";

/** A server that answers on each path as the gateway answers a request of MCP. */
export interface AnsweringServer {
  app: FastifyInstance;
  /** Connects and asks for a path. The connection reads when its user does. */
  ask(path: string): Socket;
}

export async function startAnsweringServer(
  answers: Readonly<Record<string, (answer: HttpAnswer) => void>>,
  { limits, ...server }: { limits?: ReaderLimits; keepAliveTimeout?: number } = {},
): Promise<AnsweringServer> {
  const app = fastify(server);
  for (const [path, give] of Object.entries(answers)) {
    app.get(path, (_request, reply) => {
      const sendRefusal = () => undefined;
      give(createHttpAnswer({ reply, isHeld: false, isKeptAlive: false, sendRefusal, ...(limits && { limits }) }));
    });
  }
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  return {
    app,
    ask(path) {
      const socket = connect(port, "127.0.0.1").pause();
      socket.on("error", () => undefined);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      return socket;
    },
  };
}
