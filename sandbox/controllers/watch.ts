import { setTimeout as sleep } from "node:timers/promises";
import {
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
} from "@kubernetes/client-node";

const RETRY_MS = 1_000;

/**
 * Calls `changed` with each object of a path, now and after every change of it, its deletion too, until the returned
 * function is called. A connection that breaks is made again.
 */
export function watch<T extends KubernetesObject>(
  config: KubeConfig,
  path: string,
  list: () => Promise<KubernetesListObject<T>>,
  changed: (object: T, deleted: boolean) => void,
): () => void {
  const informer = makeInformer(config, path, list);
  let stopped = false;
  informer.on("add", (object) => changed(object, false));
  informer.on("update", (object) => changed(object, false));
  informer.on("delete", (object) => changed(object, true));
  const start = async (): Promise<void> => {
    while (!stopped) {
      try {
        return await informer.start();
      } catch (error) {
        console.error(`${path}: ${firstLine(error)}`);
        await sleep(RETRY_MS);
      }
    }
  };
  informer.on("error", (error: unknown) => {
    if (stopped) return;
    console.error(`${path}: ${firstLine(error)}`);
    void sleep(RETRY_MS).then(start);
  });
  void start();
  return () => {
    stopped = true;
    void informer.stop();
  };
}

// The client's messages go on with the whole answer.
function firstLine(error: unknown): string | undefined {
  return String(error instanceof Error ? error.message : error).split("\n")[0];
}
