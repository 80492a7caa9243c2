import { redisFaults } from "./redis.ts";
import { testFamily } from "./test-family.ts";

testFamily(redisFaults);
