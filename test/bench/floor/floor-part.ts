import type { FastifyInstance } from "fastify";
import type { Call } from "../load.ts";
import type { FloorSettings } from "./floor-settings.ts";

/**
 * One part of what every product of this shape must do, alone in a process: the libraries as their makers mean them,
 * and nothing of ours. It answers at `POST /mcp` as the product does; or it gives the call that its own process makes
 * again and again, when the bench asks for it at `POST /run`.
 */
export type FloorPart = (app: FastifyInstance, settings: FloorSettings) => Promise<Call | undefined>;
