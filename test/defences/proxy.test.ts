import { noticesEach } from "./notices-each.ts";
import { proxy } from "./removals/proxy.ts";

noticesEach(proxy);
