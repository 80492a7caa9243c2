import { noticesEach } from "./notices-each.ts";
import { offBoarding } from "./removals/off-boarding.ts";

noticesEach(offBoarding);
