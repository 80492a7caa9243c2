import { noticesEach } from "./notices-each.ts";
import { operators } from "./removals/operators.ts";

noticesEach(operators);
