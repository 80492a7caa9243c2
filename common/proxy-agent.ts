import { Agent } from "node:https";

/** From the connection to the proxy until TLS with the host behind it is agreed. */
const tunnelLimitMs = 4_000;

/**
 * Connections of `node:https` through a proxy, by Node's own means. Node alone keeps the connection to a proxy that
 * refuses, and waits without end for a host that says nothing in the tunnel.
 */
export function createProxyAgent(proxy: string): Agent {
  const agent = new Agent({ keepAlive: true, proxyEnv: { HTTPS_PROXY: proxy } });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const timer = setTimeout(() => toProxy?.destroy(new Error("The tunnel was not open in time.")), tunnelLimitMs);
    const toProxy = connect(options, (error, stream) => {
      clearTimeout(timer);
      if (error !== null) toProxy?.destroy();
      done?.(error, stream);
    });
    return toProxy;
  };
  return agent;
}
