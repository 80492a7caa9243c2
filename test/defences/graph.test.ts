import { noticesEach } from "./notices-each.ts";
import { graph } from "./removals/graph.ts";

noticesEach(graph);
