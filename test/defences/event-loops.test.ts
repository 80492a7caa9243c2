import { noticesEach } from "./notices-each.ts";
import { eventLoops } from "./removals/event-loops.ts";

noticesEach(eventLoops);
