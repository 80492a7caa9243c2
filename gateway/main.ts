import { restrictProcess } from "#common/rights/restrict-process.ts";
import { addSettings, settingsFileOf } from "#common/rights/settings-file.ts";
import { gatewayRights } from "./gateway-rights.ts";

// Everything else is loaded later, because this may start the process again.
const file = settingsFileOf(process.argv);
if (file !== undefined) addSettings(process.env, file);
restrictProcess(process, gatewayRights(process.env), file);
const { runGateway } = await import("./start-gateway.ts");
await runGateway(process);
