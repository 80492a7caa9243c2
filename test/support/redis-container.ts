import { RedisContainer } from "@testcontainers/redis";
import { getContainerRuntimeClient, Wait } from "testcontainers";

/** Why no container can be started here, in one line; undefined when a Docker engine answers. */
export async function containerEngineProblem(): Promise<string | undefined> {
  try {
    await getContainerRuntimeClient();
    return undefined;
  } catch {
    const where = process.env.DOCKER_HOST ?? "the usual sockets";
    return `TEST_REDIS=container, but no Docker engine answers at ${where}`;
  }
}

/**
 * The container twin of `startRedis`: the image is `TEST_REDIS_IMAGE`, else redis:8-alpine. The port on this machine is
 * fixed by the caller, because Docker would choose another one at each restart.
 *
 * @throws with one line when no Docker engine answers.
 */
export async function startRedisContainer(redisArgs: readonly string[], port: number) {
  const problem = await containerEngineProblem();
  if (problem !== undefined) throw new Error(`${problem}. Start one, or run without TEST_REDIS.`);
  const { dockerode } = (await getContainerRuntimeClient()).container;
  const started = await new RedisContainer(process.env.TEST_REDIS_IMAGE ?? "redis:8-alpine")
    .withCommand(["redis-server", "--protected-mode", "no", ...redisArgs])
    .withExposedPorts({ container: 6379, host: port })
    .withWaitStrategy(Wait.forSuccessfulCommand("redis-cli ping"))
    .start();
  const container = dockerode.getContainer(started.getId());
  const host = started.getHost();

  const kill = async (signal: NodeJS.Signals = "SIGKILL") => {
    const { State } = await container.inspect();
    if (!State.Running) return;
    await container.kill({ signal });
    if (signal === "SIGKILL" || signal === "SIGTERM") await container.wait();
  };
  const stop = async () => {
    await started.stop();
  };
  return {
    url: `redis://${host}:${port}`,
    connection: { host, port },
    pid: undefined,
    folder: undefined,
    kill,
    async restart() {
      await kill();
      await started.restart();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
