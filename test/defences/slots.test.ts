import { noticesEach } from "./notices-each.ts";
import { slots } from "./removals/slots.ts";

noticesEach(slots);
