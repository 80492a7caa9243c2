import { noticesEach } from "./notices-each.ts";
import { tools } from "./removals/tools.ts";

noticesEach(tools);
