import { restrictProcess } from "#common/rights/restrict-process.ts";
import { gatewayRights } from "./gateway-rights.ts";

// Everything else is loaded later, because this may start the process again.
restrictProcess(process, gatewayRights(process.env));
const { runGateway } = await import("./run-gateway.ts");
await runGateway(process);
