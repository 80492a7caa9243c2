import { failover } from "./failover.ts";
import { testFamily } from "./test-family.ts";

testFamily(failover);
