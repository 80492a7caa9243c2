import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { freePort } from "./free-port.ts";
import { type RedisCertificates, redisTlsHost } from "./redis-certificates.ts";
import { answers, listenArguments, type RedisAddress } from "./redis-listening.ts";
import { findRedisWithTls } from "./redis-with-tls.ts";

export type { RedisAddress };

/** A Redis of one's own: empty at the start, without persistence, gone with the process that started it. */
export interface RedisServer {
  /** `redis://host:port`, `rediss://host:port` or `unix:/path`, as in REDIS_URL. It outlives `restart`. */
  readonly url: string;
  /** The same for `new Redis(...)`. */
  readonly connection: RedisAddress;
  /** The running process on this machine; undefined in a container and while Redis is down. */
  readonly pid: number | undefined;
  /** Its working folder, where a dump or an append-only file would lie; undefined in a container. */
  readonly folder: string | undefined;
  /** Sends a signal (default SIGKILL). With a deadly one it resolves when Redis is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts Redis again and empty on the same address; a running one is killed first. */
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
  /** Speaks TLS only, by these, and to clients only that show one of the same authority; not in a container. */
  readonly tls?: RedisCertificates;
}

/** No persistence and no eviction, as in production. A replica does not wait 5 s for others that want a copy, too. */
const redisArgs = [
  ...["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"],
  ...["--repl-diskless-sync-delay", "0"],
];

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
  const program = options.program ?? (await findProgram(options.tls));
  const folder = await mkdtemp(join(tmpdir(), "m365-redis-"));
  if (options.config !== undefined) {
    const file = join(folder, "redis.conf");
    await writeFile(file, `${options.config.join("\n")}\n`);
    args = [file, ...(options.args ?? [])];
  }
  let running: RunningRedis | undefined;
  let address: RedisAddress;
  try {
    [running, address] = await startSomewhere({ program, args, folder, tls: options.tls }, options.listen ?? "tcp");
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
    url: urlOf(address),
    connection: address,
    folder,
    get pid() {
      return running?.child.exitCode === null && running.child.signalCode === null ? running.child.pid : undefined;
    },
    kill,
    async restart() {
      await kill();
      running = await startAt({ program, args, folder, tls: options.tls }, address);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function findProgram(tls: RedisCertificates | undefined): Promise<string> {
  if (tls === undefined) return findRedisServer({ say: (line) => console.log(line) });
  const found = await findRedisWithTls();
  if (found === undefined) throw new Error("no redis-server here speaks TLS");
  return found;
}

function urlOf(address: RedisAddress): string {
  if ("path" in address) return `unix:${address.path}`;
  return `${address.tls === undefined ? "redis" : "rediss"}://${address.host}:${address.port}`;
}

interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly tls: RedisCertificates | undefined;
}

interface RunningRedis {
  readonly child: ChildProcess;
  readonly gone: Promise<void>;
}

/** Nobody can reserve a TCP port for another process, so a port that was taken meanwhile means one more try. */
async function startSomewhere(launch: Launch, listen: "tcp" | "unix"): Promise<[RunningRedis, RedisAddress]> {
  if (listen === "unix") {
    const address = { path: join(launch.folder, "redis.sock") };
    return [await startAt(launch, address), address];
  }
  const { tls } = launch;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const address = tls === undefined ? { host: "127.0.0.1", port } : { host: redisTlsHost, port, tls: tls.client };
    try {
      return [await startAt(launch, address), address];
    } catch (error) {
      if (attempt === 10 || !String(error).includes("Address already in use")) throw error;
    }
  }
}

async function startAt({ program, args, folder, tls }: Launch, address: RedisAddress): Promise<RunningRedis> {
  const logFile = join(folder, "redis.log");
  await rm(logFile, { force: true });
  // A process group of its own: Ctrl-C in the terminal is for the demo, which then drains on a living Redis.
  const child = spawn(program, [...args, ...listenArguments(address, tls), "--dir", folder, "--logfile", logFile], {
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
