import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { listen } from "#test/fake-tenant/listen.ts";
import { tieSockets } from "./tied-sockets.ts";

/** What a proxy does with a CONNECT. Those that refuse keep the connection, as most proxies do. */
export const proxyMoods = {
  refuses: (socket: Duplex) => socket.write("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"),
  forbids: (socket: Duplex) => socket.write("HTTP/1.1 403 Forbidden\r\ncontent-length: 6\r\n\r\ncanary"),
  hangs: () => undefined,
  closes: (socket: Duplex) => socket.end(),
  babbles: (socket: Duplex) => socket.write("220 mail.example.com ESMTP canary\r\n\r\n"),
  "opens the tunnel and babbles": (socket: Duplex) => socket.write("HTTP/1.1 200 OK\r\n\r\nno TLS canary"),
  "opens the tunnel and hangs": (socket: Duplex) => socket.write("HTTP/1.1 200 OK\r\n\r\n"),
  "opens the tunnel and closes": (socket: Duplex) => socket.end("HTTP/1.1 200 OK\r\n\r\n"),
} as const;

export type ProxyMood = keyof typeof proxyMoods;

export interface ConnectProxy {
  /** For `HTTPS_PROXY`: with the credentials that it asks for. */
  readonly url: string;
  /** Where the tunnels of all CONNECTs lead, as `host:port`, the refused among them. */
  readonly asked: readonly string[];
  /** Connections to it that are open. */
  open(): number;
  /** From now on. Undefined: it connects. */
  mood: ProxyMood | undefined;
  /** Ends all connections. */
  cut(): void;
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** By default no credentials are asked for. */
  user?: string;
  password?: string;
  /** With TLS to the proxy itself. */
  tls?: { key: string; cert: string };
  /** Where a tunnel really leads; by default to the same port of this computer, whatever the host. */
  leadTo?: (host: string, port: number) => number;
}

/** A proxy that knows names which nobody else does: all lead to this computer. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { user, password = "", tls, leadTo = (_host: string, port: number) => port } = options;
  const asked: string[] = [];
  const connections = new Set<Socket>();
  const expected = user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

  function tunnel(request: IncomingMessage, client: Socket): void {
    const target = request.url ?? "";
    asked.push(target);
    client.on("error", () => undefined);
    const isKnown = request.headers["proxy-authorization"] === expected;
    const mood = proxy.mood ?? (isKnown ? undefined : "refuses");
    if (mood !== undefined) {
      // A server of Node's leaves its half open.
      client.on("end", () => client.end()).resume();
      proxyMoods[mood](client);
      return;
    }
    const { hostname, port } = new URL(`https://${target}`);
    const upstream = connect(leadTo(hostname, Number(port || 443)), "127.0.0.1");
    tieSockets(client, upstream);
    upstream.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
  }

  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on("connect", tunnel);
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  const { port, close } = await listen(server);
  const url = new URL(`${tls === undefined ? "http" : "https"}://localhost:${port}`);
  if (user !== undefined) Object.assign(url, { username: user, password: encodeURIComponent(password) });
  const proxy: ConnectProxy = {
    url: url.href,
    asked,
    open: () => connections.size,
    mood: undefined,
    cut() {
      for (const socket of connections) socket.destroy();
    },
    close,
  };
  return proxy;
}
