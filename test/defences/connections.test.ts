import { noticesEach } from "./notices-each.ts";
import { connections } from "./removals/connections.ts";

noticesEach(connections);
