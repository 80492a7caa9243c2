import { noticesEach } from "./notices-each.ts";
import { pages } from "./removals/pages.ts";

noticesEach(pages);
