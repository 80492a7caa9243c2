import { clocks } from "./clocks.ts";
import { testFamily } from "./test-family.ts";

testFamily(clocks);
