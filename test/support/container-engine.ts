// Exit code 0 when Redis can be run in a container, else 1 and one line that says why not.

import { localImages } from "#test/engine/local-images.ts";
import { findProgram } from "./find-program.ts";
import { containerEngineProblem } from "./redis-container.ts";

const lacksClient = process.env.TEST_REDIS_IMAGE === localImages.redis && findProgram("redis-cli") === undefined;
const problem = lacksClient ? "redis-cli, for an image with Redis, is not on PATH" : await containerEngineProblem();
if (problem !== undefined) console.error(problem);
process.exit(problem === undefined ? 0 : 1);
