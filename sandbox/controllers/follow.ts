import { setTimeout as sleep } from "node:timers/promises";
import {
  type Informer,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
} from "@kubernetes/client-node";

const RETRY_MS = 1_000;

/**
 * Calls `reconcile` with each object of a kind, now and after every change of it, for as long as the process runs. A
 * failure is logged and tried again with the object as it was seen.
 */
export async function follow<T extends KubernetesObject>(
  config: KubeConfig,
  path: string,
  list: () => Promise<KubernetesListObject<T>>,
  reconcile: (object: T) => Promise<void>,
): Promise<void> {
  const informer = makeInformer(config, path, list);
  const handle = (object: T) => void attempt(path, object, reconcile);
  informer.on("add", handle);
  informer.on("update", handle);
  informer.on("error", (error: unknown) => {
    console.error(`${path}: ${error}`);
    void restart(informer);
  });
  await startUntilItWorks(informer, path);
}

async function restart<T extends KubernetesObject>(informer: Informer<T>): Promise<void> {
  await sleep(RETRY_MS);
  await startUntilItWorks(informer, "again");
}

async function startUntilItWorks<T extends KubernetesObject>(informer: Informer<T>, path: string): Promise<void> {
  for (;;) {
    try {
      return await informer.start();
    } catch (error) {
      console.error(`${path}: ${error}`);
      await sleep(RETRY_MS);
    }
  }
}

const ATTEMPTS = 5;

async function attempt<T extends KubernetesObject>(
  path: string,
  object: T,
  reconcile: (object: T) => Promise<void>,
): Promise<void> {
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    try {
      return await reconcile(object);
    } catch (error) {
      console.error(`${path} ${object.metadata?.namespace ?? ""}/${object.metadata?.name}: ${error}`);
      await sleep(RETRY_MS);
    }
  }
}
