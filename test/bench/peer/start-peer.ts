import type { Dispatcher } from "undici";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { freePort } from "#test/support/free-port.ts";
import { type ServiceProcess, startService } from "#test/support/service-process.ts";
import { until } from "#test/support/until.ts";
import { selectForHits } from "#workers/tools/mail/graph-mail.ts";
import { hitsPerCall } from "../mail-search.ts";
import { installPeer } from "./install-peer.ts";

/** 16 tools. */
export const peerFlags = ["--preset", "mail", "--read-only"];

/** With `--obo` it does what this product does; without, it hands the caller's Graph token on as it is. */
export type PeerMode = "on behalf of" | "token passed through";

const preload = new URL("./redirect-graph.ts", import.meta.url).href;
const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2025-11-25",
};

export interface PeerProcess {
  service: ServiceProcess;
  origin: string;
}

/** Starts it in HTTP mode against the fake Graph, for one tenant; its limit of calls per address is off. */
export async function startPeer(fake: FakeTenant, mode: PeerMode, tenantId: string): Promise<PeerProcess> {
  const { serverApp } = await fake.control.directory();
  const { entry, logFolder } = installPeer();
  const port = await freePort();
  const environment = {
    NODE_ENV: "production",
    HOME: logFolder,
    MS365_MCP_LOG_DIR: logFolder,
    MS365_MCP_RATE_LIMIT_DISABLED: "true",
    MS365_MCP_CLIENT_ID: serverApp.clientId,
    MS365_MCP_CLIENT_SECRET: serverApp.clientSecret,
    MS365_MCP_TENANT_ID: tenantId,
    NODE_EXTRA_CA_CERTS: fake.caCertificatePath,
    PEER_GRAPH_ORIGIN: fake.graphBaseUrl,
    PEER_ENTRA_ORIGIN: fake.authorityHost,
  };
  const obo = mode === "on behalf of" ? ["--obo"] : [];
  const entryArguments = ["--http", `127.0.0.1:${port}`, ...peerFlags, ...obo];
  const service = startService(entry, environment, { nodeFlags: ["--import", preload], entryArguments });
  const origin = `http://127.0.0.1:${port}`;
  const ask = () =>
    fetch(origin).then(
      ({ ok }) => ok,
      () => undefined,
    );
  await until("the peer to listen", ask, 30_000);
  return { service, origin };
}

/** One message to the peer and its whole answer, as text. */
export async function askPeer(pool: Dispatcher, token: string, body: string): Promise<string> {
  const request = {
    method: "POST" as const,
    path: "/mcp",
    headers: { ...headers, authorization: `Bearer ${token}` },
    body,
  };
  const answer = await pool.request(request);
  return await answer.body.text();
}

/** A message to the peer. */
export const message = (method: string, params: object) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });

export const listTools = message("tools/list", {});

/** The question that `mail-search.ts` asks the product and Graph: as many messages, the same fields, the same order. */
export const peerMailSearch = message("tools/call", {
  name: "list-mail-messages",
  arguments: {
    top: hitsPerCall,
    orderby: "receivedDateTime desc",
    select: selectForHits({ preview: true, isFull: false }),
  },
});
