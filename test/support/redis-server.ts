import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { freePort } from "./free-port.ts";

/** Where a Redis listens, in the words of ioredis. */
export type RedisAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** A Redis of one's own: empty at the start, without persistence, gone with the process that started it. */
export interface RedisServer {
  /** `redis://host:port` or `unix:/path`: what the setting REDIS_URL takes. It outlives `restart`. */
  readonly url: string;
  /** The same for `new Redis(...)`. */
  readonly connection: RedisAddress;
  /** The running process on this machine; undefined in a container and while Redis is down. */
  readonly pid: number | undefined;
  /** Its working folder, where a dump or an append-only file would lie; undefined in a container. */
  readonly folder: string | undefined;
  /** Sends a signal (default SIGKILL). With a deadly one it resolves when Redis is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts Redis anew and empty on the same address; a running one is killed first. */
  restart(): Promise<void>;
  /** Ends Redis and removes its folder. May be called twice. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartRedisOptions {
  /** "tcp": a free port on 127.0.0.1 (default). "unix": a socket in its own folder; not in a container. */
  readonly listen?: "tcp" | "unix";
  /** More arguments for redis-server, such as `["--maxmemory", "64mb"]`. */
  readonly args?: readonly string[];
  /** Lines of a configuration file, for a sentinel, which must have one; not in a container. */
  readonly config?: readonly string[];
  /** Another program than the redis-server that is found; not in a container. */
  readonly program?: string;
}

/** No persistence and no eviction, as in production. */
const redisArgs = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"];

/**
 * Starts a Redis for one test file or one demo: a `redis-server` of this machine, or a container with
 * `TEST_REDIS=container`. Never touches the Redis that REDIS_URL names, so that no test can flush somebody's data.
 * It ends with the calling process even when that is killed with SIGKILL.
 *
 * @throws with one line to show as it is when there is no redis-server (or no Docker engine).
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<RedisServer> {
  let args: readonly string[] = [...redisArgs, ...(options.args ?? [])];
  if (process.env.TEST_REDIS === "container") {
    const { startRedisContainer } = await import("./redis-container.ts"); // half a second that others need not wait
    return startRedisContainer(args, await freePort());
  }
  const program = options.program ?? (await findRedisServer({ say: (line) => console.log(line) }));
  const folder = await mkdtemp(join(tmpdir(), "m365-redis-"));
  if (options.config !== undefined) {
    const file = join(folder, "redis.conf");
    await writeFile(file, `${options.config.join("\n")}\n`);
    args = [file, ...(options.args ?? [])];
  }
  let running: RunningRedis | undefined;
  let address: RedisAddress;
  try {
    [running, address] = await startSomewhere({ program, args, folder, listen: options.listen ?? "tcp" });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }

  const kill = async (signal: NodeJS.Signals = "SIGKILL") => {
    if (running === undefined) return;
    running.child.kill(signal);
    if (signal !== "SIGKILL" && signal !== "SIGTERM") return;
    running.child.ref(); // or Node would see nothing to wait for, and end
    await running.gone;
  };
  const stop = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    url: "path" in address ? `unix:${address.path}` : `redis://${address.host}:${address.port}`,
    connection: address,
    folder,
    get pid() {
      return running?.child.exitCode === null && running.child.signalCode === null ? running.child.pid : undefined;
    },
    kill,
    async restart() {
      await kill();
      running = await startAt({ program, args, folder, address });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
}

interface RunningRedis {
  readonly child: ChildProcess;
  readonly gone: Promise<void>;
}

/** Nobody can reserve a TCP port for another process, so a port that was taken meanwhile means one more try. */
async function startSomewhere(
  launch: Launch & { readonly listen: "tcp" | "unix" },
): Promise<[RunningRedis, RedisAddress]> {
  if (launch.listen === "unix") {
    const address = { path: join(launch.folder, "redis.sock") };
    return [await startAt({ ...launch, address }), address];
  }
  for (let attempt = 1; ; attempt++) {
    const address = { host: "127.0.0.1", port: await freePort() };
    try {
      return [await startAt({ ...launch, address }), address];
    } catch (error) {
      if (attempt === 10 || !String(error).includes("Address already in use")) throw error;
    }
  }
}

async function startAt(launch: Launch & { readonly address: RedisAddress }): Promise<RunningRedis> {
  const { program, folder, address } = launch;
  const logFile = join(folder, "redis.log");
  const where =
    "path" in address
      ? ["--port", "0", "--unixsocket", address.path]
      : ["--port", String(address.port), "--bind", address.host];
  await rm(logFile, { force: true });
  // A process group of its own: Ctrl-C in the terminal is for the demo, which then drains on a living Redis.
  const child = spawn(program, [...launch.args, ...where, "--dir", folder, "--logfile", logFile], {
    detached: true,
    stdio: "ignore",
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  watch(child, folder);
  child.unref();
  for (const deadline = Date.now() + 15_000; ; await delay(10)) {
    if (child.pid !== undefined && (await answers(address, child.pid))) return { child, gone };
    const ended = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (!ended && Date.now() < deadline) continue;
    child.kill("SIGKILL");
    const log = await readFile(logFile, "utf8").catch(() => "");
    throw new Error(`${program} did not start. The end of its log:\n${log.trim().split("\n").slice(-5).join("\n")}`);
  }
}

/**
 * Has a shell kill Redis and remove its folder once our end of the shell's stdin closes, which the kernel sees to
 * however we end. A line on that pipe says that Redis is gone already and sends the shell home.
 */
function watch(child: ChildProcess, folder: string): void {
  const script = 'read -r line && exit; kill -9 "$1"; rm -rf "$2"';
  const guard = spawn("/bin/sh", ["-c", script, "sh", String(child.pid), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  guard.stdin.on("error", () => {});
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  child.once("exit", () => guard.stdin.end("gone\n"));
  child.once("error", () => guard.stdin.end("gone\n"));
}

/** Whether the Redis at this address is the process with this id, and no other that took the port. */
function answers(address: RedisAddress, pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    let reply = "";
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on("connect", () => socket.write("INFO server\r\n"));
    socket.on("data", (chunk) => {
      reply += chunk.toString();
      if (reply.includes("\r\nconfig_file:")) socket.end();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(new RegExp(`^process_id:${pid}\r$`, "m").test(reply)));
  });
}
