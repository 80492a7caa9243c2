import { request } from "node:http";
import { createServer } from "node:https";
import { buffer, text } from "node:stream/consumers";
import tls from "node:tls";
import { listen } from "#test/fake-tenant/listen.ts";
import { createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";

/** An answer on its way to the client. */
export interface PassingAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Changes what the front passes on; undefined: nothing is passed on, and the front answers 502. */
export type Tamper = (path: string, answer: PassingAnswer) => PassingAnswer | undefined;

/** A reverse proxy with TLS in front of a gateway, at every address of this machine. */
export interface TamperingFront {
  port: number;
  /** Sends everything there from now on. */
  leadTo(port: number): void;
  tamper: Tamper;
  /** Its certificate as PEM, for NODE_EXTRA_CA_CERTS of other processes. */
  cert: string;
  close(): Promise<void>;
}

export const untouched: Tamper = (_path, answer) => answer;

async function forward(port: number, incoming: { method: string; url: string; headers: object; body: Buffer }) {
  const { promise, resolve, reject } = Promise.withResolvers<PassingAnswer>();
  const { method, url, headers, body } = incoming;
  const upstream = request({ host: "127.0.0.1", port, method, path: url, headers: { ...headers } }, async (answer) => {
    resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) });
  });
  upstream.on("error", reject).end(body);
  return await promise;
}

/** @param isTrusted whether this process accepts its certificate */
export async function startTamperingFront(isTrusted: boolean): Promise<TamperingFront> {
  const made = await createTlsCertificate("localhost");
  if (isTrusted) tls.setDefaultCACertificates([...tls.getCACertificates("default"), made.cert]);
  let target = 0;
  const server = createServer({ key: made.key, cert: made.cert });
  const front: TamperingFront = {
    ...(await listen(server, { host: "0.0.0.0" })),
    leadTo(port) {
      target = port;
    },
    tamper: untouched,
    cert: made.cert,
  };
  server.on("request", async (incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    const body = await buffer(incoming);
    const answer = await forward(target, { method, url, headers, body }).catch(() => undefined);
    const passed = answer && front.tamper(url, answer);
    if (passed === undefined) return void outgoing.writeHead(502, { "content-type": "text/html" }).end("<h1>502</h1>");
    const { "content-length": _length, "transfer-encoding": _encoding, ...others } = passed.headers;
    outgoing.writeHead(passed.status, others).end(passed.body);
  });
  return front;
}
