import { noticesEach } from "./notices-each.ts";
import { picturesArea } from "./removals/pictures.ts";

noticesEach(picturesArea);
