import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "#common/public-address.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { builtObjects, type KubernetesObject, missingKustomize, writtenObjects } from "./kubernetes-objects.ts";
import { networkRules } from "./network-rules.ts";

const written = writtenObjects();
const component = (names: string) => `app.kubernetes.io/component=${names}`;
const namespace = (name: string) => `kubernetes.io/metadata.name=${name}`;
const ours = component("gateway|workers");

/** Callers, metrics, names, Redis and Microsoft; nothing else. */
const wanted = [
  `callers-by-gateway: ${component("gateway")} <- all in ${namespace("envoy-gateway-system")}: 8080/TCP`,
  `metrics-by-prometheus: ${ours} <- all in ${namespace("monitoring")}: 9464/TCP`,
  `microsoft-by-https: ${ours} -> 0.0.0.0/0, 2000::/3: 443/TCP`,
  `names-by-dns: ${ours} -> k8s-app=kube-dns in ${namespace("kube-system")}: 53/UDP 53/TCP`,
  "nothing-else: all denied Ingress Egress",
  `processes-to-redis: ${ours} -> ${component("redis")}: 6379/TCP`,
  `redis-from-processes: ${component("redis")} <- ${ours}: 6379/TCP`,
];

const httpsPolicy = (objects: readonly KubernetesObject[]) =>
  objects.find(({ metadata }) => metadata.name === "microsoft-by-https");

/** Whether the policy lets an address through. */
function reachesByHttps(objects: readonly KubernetesObject[]): (address: string) => boolean {
  const [allowed, excepted] = [new BlockList(), new BlockList()];
  const add = (list: BlockList, cidr: string) => {
    const [address = "", prefix] = cidr.split("/");
    list.addSubnet(address, Number(prefix), address.includes(":") ? "ipv6" : "ipv4");
  };
  for (const { ipBlock } of httpsPolicy(objects)?.spec.egress[0].to ?? []) {
    add(allowed, ipBlock.cidr);
    for (const cidr of ipBlock.except ?? []) add(excepted, cidr);
  }
  return (address) => {
    const family = address.includes(":") ? "ipv6" : "ipv4";
    return allowed.check(address, family) && !excepted.check(address, family);
  };
}

describe("the network policies of deploy/kubernetes", () => {
  test("let through what is wanted and nothing else", () => {
    expect(networkRules(written)).toEqual(wanted);
  });

  test.for(["overlays/secret", "overlays/aks"])("are the same in %s", skipWhen(missingKustomize()), (overlay) => {
    expect(networkRules(builtObjects(overlay))).toEqual(wanted);
  });

  test("let HTTPS reach no metadata service and no private network, whatever the file lists", () => {
    const inside = [
      "169.254.169.254", // AWS, Azure, Google Cloud
      "169.254.170.2", // AWS: credentials of a task
      "168.63.129.16", // Azure's platform
      "100.100.100.200", // Alibaba Cloud
      "fd00:ec2::254", // AWS by IPv6
      ...["10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "127.0.0.1", "100.64.0.1", "fe80::1", "::1"],
    ];
    expect(inside.filter(reachesByHttps(written))).toEqual([]);
  });

  test("let HTTPS reach exactly the addresses that both processes take for public", () => {
    const reaches = reachesByHttps(written);
    const policy = httpsPolicy(written);
    const nearby = policy?.spec.egress[0].to.flatMap(({ ipBlock }: { ipBlock: { except: string[] } }) =>
      ipBlock.except.map((cidr) => cidr.split("/")[0]),
    );
    // IPv4 written as IPv6 is never on the wire.
    const ipV6 = fc.ipV6().filter((found) => !/^::ffff:|\./i.test(found));
    const address = fc.oneof(fc.constantFrom(...nearby, "fd00::1", "fe80::1", "::1"), fc.ipV4(), ipV6);
    fc.assert(
      fc.property(address, (found) => {
        expect(reaches(found), found).toBe(isPublicAddress(found));
      }),
    );
    for (const found of ["20.190.128.1", "13.107.6.152", "2603:1006::1"]) expect(reaches(found), found).toBe(true);
  });
});
