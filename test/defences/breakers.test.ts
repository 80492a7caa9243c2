import { noticesEach } from "./notices-each.ts";
import { breakers } from "./removals/breakers.ts";

noticesEach(breakers);
