import { cluster } from "./cluster.ts";
import { testFamily } from "./test-family.ts";

testFamily(cluster);
