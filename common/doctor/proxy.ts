import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { type ProxySettings, proxyFor } from "#common/proxy-settings.ts";
import { networkWords } from "./ask.ts";
import { type Finding, ok, problem } from "./check.ts";

const limitMs = 4_000;
const fixes: Readonly<Record<number, string>> = {
  403: "Let the proxy pass this host, or name it in NO_PROXY if it can be reached without.",
  407: "Correct the user and password in HTTPS_PROXY; a % in them is written as %25.",
};

/** The status that a proxy answers a CONNECT with. The promise rejects when there is none in time. */
function connectStatus(proxy: URL, target: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const signal = AbortSignal.timeout(limitMs);
  const asked = (proxy.protocol === "https:" ? httpsRequest : httpRequest)(proxy.origin, {
    method: "CONNECT",
    path: target,
    agent: false,
    headers: {
      host: target,
      ...(proxy.username !== "" && { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` }),
    },
    signal,
  });
  const end = ({ statusCode = 0 }: { statusCode?: number | undefined }) => {
    resolve(statusCode);
    asked.destroy();
  };
  asked.on("connect", end).on("response", end).end();
  asked.on("error", (error) => reject(signal.aborted ? signal.reason : error));
  return promise;
}

/** Whether the proxy of the settings opens a tunnel to an address. Its credentials are not shown. */
export async function proxyFinding(settings: ProxySettings, address: string): Promise<Finding> {
  const { hostname, port } = new URL(address);
  const named = proxyFor(settings, address);
  if (named === undefined) return ok(`none for ${hostname}`);
  const proxy = new URL(named);
  try {
    const status = await connectStatus(proxy, `${hostname}:${port || "443"}`);
    if (status >= 200 && status < 300) return ok(`${proxy.host} leads to ${hostname}`);
    const fix = fixes[status] ?? "Look at the proxy's log.";
    return problem(`the proxy ${proxy.host} refuses to connect to ${hostname} (${status})`, fix);
  } catch (error) {
    const fix = "Correct HTTPS_PROXY, or allow this machine to reach the proxy.";
    return problem(`the proxy ${proxy.host} can't be used: ${networkWords(error)}`, fix);
  }
}
