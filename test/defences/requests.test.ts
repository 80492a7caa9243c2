import { noticesEach } from "./notices-each.ts";
import { requests } from "./removals/requests.ts";

noticesEach(requests);
