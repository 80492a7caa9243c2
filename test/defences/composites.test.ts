import { noticesEach } from "./notices-each.ts";
import { composites } from "./removals/composites.ts";

noticesEach(composites);
