import { noticesEach } from "./notices-each.ts";
import { documents } from "./removals/documents.ts";

noticesEach(documents);
