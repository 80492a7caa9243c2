import { restrictProcess } from "#common/rights/restrict-process.ts";
import { workersRights } from "./workers-rights.ts";

// Everything else is loaded later, because this may start the process again.
restrictProcess(process, workersRights);
const { runWorkers } = await import("./run-workers.ts");
await runWorkers(process);
