import { createServer } from "node:net";
import { type Finding, problem } from "./check.ts";
import { notYet } from "./ready.ts";

/** Where a process will listen, by the settings that say it. */
export interface Listening {
  /** The setting of the port, such as `OPS_PORT`. */
  name: string;
  host: string;
  port: number;
}

/** Why nothing can listen there; undefined if something can. */
async function obstacle({ name, host, port }: Listening): Promise<Finding | undefined> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  server.once("error", (error) => resolve("code" in error ? String(error.code) : error.name));
  server.listen({ host, port, exclusive: true }, () => resolve(undefined));
  const code = await promise;
  server.close();
  if (code === undefined) return undefined;
  const says =
    code === "EADDRINUSE" ? `something listens at ${host}:${port} already` : `nothing can listen there (${code})`;
  return problem(`${name}: ${says}`, `Stop what listens there, or set another ${name}.`);
}

/** Before the start of a process: whether it will be able to listen. */
export async function portsFinding(places: readonly Listening[]): Promise<Finding> {
  for (const place of places) {
    const found = await obstacle(place);
    if (found !== undefined) return found;
  }
  return notYet;
}
