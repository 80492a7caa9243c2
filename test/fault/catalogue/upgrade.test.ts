import { testFamily } from "./test-family.ts";
import { upgrade } from "./upgrade.ts";

testFamily(upgrade);
