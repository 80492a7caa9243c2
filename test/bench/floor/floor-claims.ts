import { medianOf } from "../load.ts";
import type { ChargedLoad } from "../process-cost.ts";
import { type Claim, rounded } from "../result-file.ts";
import { type PartName, partNames } from "./floor-parts.ts";

/** One round: the product and every part of the floor, each alone. */
export type FloorRound = Readonly<Record<"product" | PartName, ChargedLoad>>;

/** Of what the product costs, against the sum of what its parts cost. */
const floorBars = { both: 1.6, gateway: 1.3, worker: 1.8, redis: 1.5 };

type Who = "gateway" | "worker" | "redis";
const cost = (load: ChargedLoad, who: Who) => load.cpuMsPerCall[who] ?? Number.NaN;

/** What the parts of a gateway, of a worker and of Redis cost in a round. */
const floorOf: Readonly<Record<Who, (round: FloorRound) => number>> = {
  gateway: ({ mcpSpliced, queue }) => cost(mcpSpliced, "gateway") + cost(queue, "gateway"),
  worker: ({ queue, graph }) => cost(queue, "worker") + cost(graph, "worker"),
  redis: ({ queue }) => cost(queue, "redis"),
};

const partWords: Readonly<Record<PartName, string>> = {
  bare: "(a) a bare Fastify route that answers as many bytes",
  mcpTrivial: "(b) the MCP SDK with its own HTTP transport in Fastify, a tool that only waits",
  mcpSpliced: "(b) the same with an answer of the product's size, spliced in",
  queue: "(c) BullMQ: add a job of the product's size, process it by waiting, reply by a stream",
  graph: "(d) the request to Graph with undici and JSON.parse",
};

function ratioClaims(rounds: readonly FloorRound[]): Claim[] {
  const ratio = (who: readonly Who[]) =>
    rounded(
      medianOf(
        rounds.map((round) => {
          const sum = (of: (one: Who) => number) => who.reduce((total, one) => total + of(one), 0);
          return sum((one) => cost(round.product, one)) / sum((one) => floorOf[one](round));
        }),
      ),
    );
  return [
    {
      says: "CPU of gateway and worker, against the sum of their parts: b spliced + c + d",
      measured: ratio(["gateway", "worker"]),
      unit: "×",
      most: floorBars.both,
    },
    {
      says: "CPU of the gateway, against b spliced + c's gateway",
      measured: ratio(["gateway"]),
      unit: "×",
      most: floorBars.gateway,
    },
    {
      says: "CPU of the worker, against c's worker + d",
      measured: ratio(["worker"]),
      unit: "×",
      most: floorBars.worker,
    },
    { says: "CPU of Redis, against c's Redis", measured: ratio(["redis"]), unit: "×", most: floorBars.redis },
  ];
}

/** The product's ratios to its parts, and what each cost in itself, which says more of the machine. */
export function floorClaims(rounds: readonly FloorRound[]): Claim[] {
  const median = (what: keyof FloorRound, who: Who) => rounded(medianOf(rounds.map((round) => cost(round[what], who))));
  const absolute = (["product", ...partNames] as const).flatMap((what) =>
    (["gateway", "worker", "redis"] as const)
      .filter((who) => rounds[0]?.[what].cpuMsPerCall[who] !== undefined)
      .map((who) => ({
        says: `${what === "product" ? "the product" : partWords[what]}: ${who}`,
        measured: median(what, who),
        unit: "CPU ms",
      })),
  );
  return [...ratioClaims(rounds), ...absolute];
}
