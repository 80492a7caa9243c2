import { noticesEach } from "./notices-each.ts";
import { capacity } from "./removals/capacity.ts";

noticesEach(capacity);
