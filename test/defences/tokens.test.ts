import { noticesEach } from "./notices-each.ts";
import { tokens } from "./removals/tokens.ts";

noticesEach(tokens);
