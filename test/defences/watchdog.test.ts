import { noticesEach } from "./notices-each.ts";
import { watchdog } from "./removals/watchdog.ts";

noticesEach(watchdog);
