import { noticesEach } from "./notices-each.ts";
import { queue } from "./removals/queue.ts";

noticesEach(queue);
