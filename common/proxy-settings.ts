import { Agent } from "node:https";
import { z } from "zod";

/** Host names in lower case. `.name` and `*.name` are `name`, which includes what is below it. */
const hosts = z.string().transform((text): string[] => {
  return (
    text
      .toLowerCase()
      .replace(/(?<![^\s,])\*?\./g, "")
      .match(/[^\s,]+/g) ?? []
  );
});
const section = "Network";
const example = "http://proxy.example.com:3128";

/** The way out. Each name may also be in lower case, which wins. */
export const proxySettings = {
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/, error: `must be an http or https URL such as ${example}` })
    .refine((text) => !/%(?![\da-f]{2})/i.test(text), "% in a user or password is written as %25")
    .optional()
    .meta({ section, description: "Proxy for all https requests. See `docs/deploy/proxy.md`.", examples: [example] }),
  NO_PROXY: hosts
    .default([])
    .meta({ section, description: "Hosts that are reached without `HTTPS_PROXY`, comma separated; `*` is all." }),
};

export type ProxySettings = z.output<z.ZodObject<typeof proxySettings>>;

/** The proxy for an address; undefined if it is reached directly, as every address that isn't https. */
export function proxyFor({ HTTPS_PROXY, NO_PROXY }: ProxySettings, address: string): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const names = [`.${hostname}`, `.${hostname}:${port || "443"}`];
  const isDirect = NO_PROXY.some((entry) => entry === "*" || names.some((name) => name.endsWith(`.${entry}`)));
  return isDirect || protocol !== "https:" ? undefined : HTTPS_PROXY;
}

/** Time from the connection to the proxy until TLS with the host behind it is agreed. */
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
