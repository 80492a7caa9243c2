import { noticesEach } from "./notices-each.ts";
import { sheetsAndSlides } from "./removals/sheets-and-slides.ts";

noticesEach(sheetsAndSlides);
