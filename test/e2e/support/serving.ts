import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { DiscoveryV1Api } from "@kubernetes/client-node";

/** Looks all the time who answers for a Service. */
export class Serving {
  private readonly looks: (readonly string[])[] = [];
  private readonly loop: Promise<void>;
  private ended = false;

  private constructor(look: () => Promise<readonly string[]>) {
    this.loop = (async () => {
      while (!this.ended) {
        this.looks.push(await look());
        await sleep(100);
      }
    })();
  }

  /** Begins to look, five to ten times a second. */
  static of(discovery: DiscoveryV1Api, service: string, namespace: string): Serving {
    return new Serving(() => readyPods(discovery, service, namespace));
  }

  /** Ends, and fails if at one of the moments none of the given pods was ready to answer. */
  async always(pods: readonly string[]): Promise<void> {
    this.ended = true;
    await this.loop;
    assert.ok(this.looks.length > 10, `looked ${this.looks.length} times only`);
    const gaps = this.looks.filter((ready) => !ready.some((uid) => pods.includes(uid)));
    assert.equal(gaps.length, 0, `at ${gaps.length} of ${this.looks.length} moments none of the pods answered`);
  }

  /** Ends, and fails if at one of the moments no pod at all was ready to answer. */
  async neverSilent(): Promise<void> {
    await this.always([...new Set(this.looks.flat())]);
  }
}

/** The ids of the pods that are ready to answer for a Service. */
export async function readyPods(
  discovery: DiscoveryV1Api,
  service: string,
  namespace: string,
): Promise<readonly string[]> {
  const labelSelector = `kubernetes.io/service-name=${service}`;
  const { items } = await discovery.listNamespacedEndpointSlice({ namespace, labelSelector });
  const ready = items.flatMap(({ endpoints = [] }) => endpoints).filter(({ conditions }) => conditions?.ready === true);
  return ready.map(({ targetRef }) => targetRef?.uid ?? "");
}
