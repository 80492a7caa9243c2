import { audit } from "./audit.ts";
import { clocks } from "./clocks.ts";
import { cluster } from "./cluster.ts";
import { deploy } from "./deploy.ts";
import { entra } from "./entra.ts";
import { failover } from "./failover.ts";
import type { Family } from "./fault.ts";
import { graph } from "./graph.ts";
import { network } from "./network.ts";
import { processes } from "./processes.ts";
import { redisFaults } from "./redis.ts";

/** Every fault that is injected, by what breaks. */
export const catalogue: readonly Family[] = [
  processes,
  deploy,
  redisFaults,
  failover,
  cluster,
  network,
  graph,
  entra,
  clocks,
  audit,
];
