import { restrictProcess } from "#common/rights/restrict-process.ts";
import { addSettings, settingsFileOf } from "#common/rights/settings-file.ts";
import { workersRights } from "./workers-rights.ts";

// Everything else is loaded later, because this may start the process again.
const file = settingsFileOf(process.argv);
if (file !== undefined) addSettings(process.env, file);
restrictProcess(process, workersRights, file);
const { runWorkers } = await import("./start-workers.ts");
await runWorkers(process);
