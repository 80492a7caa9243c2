import { processes } from "./processes.ts";
import { testFamily } from "./test-family.ts";

testFamily(processes);
