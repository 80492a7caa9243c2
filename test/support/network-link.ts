import { connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { listen } from "#test/fake-tenant/listen.ts";

/** What a network does to connections; nothing named = it is well. */
export interface Weather {
  /** Each byte comes so much later, in both directions. */
  delayMs?: number;
  bytesPerSecond?: number;
  /** These bytes don't come until the weather changes, as when TCP sends them again and again. */
  silent?: "both" | "to-server" | "to-client";
  /** New connections are reset at once. */
  refuses?: boolean;
}

/** A network between processes and a server, whose weather a test makes. */
export type NetworkLink = Awaited<ReturnType<typeof startNetworkLink>>;

type Direction = "to-server" | "to-client";

/** Starts one in front of a server, on a free port of 127.0.0.1. */
export async function startNetworkLink(target: { host: string; port: number }) {
  let weather: Weather = {};
  let changed = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();

  const isSilent = (direction: Direction) => weather.silent === "both" || weather.silent === direction;

  async function pass(bytes: Buffer, to: Socket, way: { direction: Direction; arrivedAt: number }): Promise<void> {
    const { delayMs = 0, bytesPerSecond } = weather;
    const waitMs = way.arrivedAt + delayMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    if (bytesPerSecond !== undefined) await delay((bytes.length * 1_000) / bytesPerSecond);
    while (isSilent(way.direction) && !to.destroyed) await changed.promise;
    to.write(bytes);
  }

  function carry(from: Socket, to: Socket, direction: Direction): void {
    let last = Promise.resolve();
    from.on("data", (bytes: Buffer) => {
      const arrivedAt = performance.now();
      last = last.then(() => pass(bytes, to, { direction, arrivedAt }));
    });
    sockets.add(from);
    from.on("error", () => undefined);
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const server = createServer((client) => {
    if (weather.refuses === true) return void client.resetAndDestroy();
    const upstream = connect(target);
    carry(client, upstream, "to-server");
    carry(upstream, client, "to-client");
  });
  const listening = await listen(server);

  /** Resets every connection. */
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: listening.port,
    setWeather(next: Weather) {
      weather = next;
      changed.resolve();
      changed = Promise.withResolvers();
    },
    cut,
    async close() {
      cut();
      await listening.close();
    },
  };
}
