import { deploy } from "./deploy.ts";
import { testFamily } from "./test-family.ts";

testFamily(deploy);
