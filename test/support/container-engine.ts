// Exit code 0 when a Docker engine answers, else 1 and one line that says where none was found.
import { containerEngineProblem } from "./redis-container.ts";

const problem = await containerEngineProblem();
if (problem !== undefined) console.error(problem);
process.exit(problem === undefined ? 0 : 1);
