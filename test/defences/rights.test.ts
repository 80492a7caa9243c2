import { noticesEach } from "./notices-each.ts";
import { rights } from "./removals/rights.ts";

noticesEach(rights);
