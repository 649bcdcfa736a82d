import { readNote, writeNote } from "./cache.ts";

const CONNECT_MS = 5_000;
const REMEMBER_MS = 4 * 60 * 60 * 1000;
const NOTE = "unreachable";

const probes = new Map<string, Promise<boolean>>();

/**
 * Whether the host of this address answers at all. Each host is asked once per run and given 5 seconds; one that did
 * not answer is not asked again for 4 hours, so that a machine without internet does not wait for every program.
 * IMPRUN_DOWNLOADS=off answers no for every host. With `anew` what earlier runs found does not count.
 */
export function reachable(url: string, anew = false): Promise<boolean> {
  const { origin } = new URL(url);
  const known = probes.get(origin);
  if (known !== undefined) return known;
  const probe = probeHost(origin, anew);
  probes.set(origin, probe);
  return probe;
}

/** Whether downloads are switched off by IMPRUN_DOWNLOADS=off. */
export function downloadsOff(): boolean {
  return process.env.IMPRUN_DOWNLOADS === "off";
}

async function probeHost(origin: string, anew: boolean): Promise<boolean> {
  if (downloadsOff()) return false;
  const unreachable = readNote<Record<string, number>>(NOTE) ?? {};
  const failedAt = unreachable[origin];
  if (!anew && failedAt !== undefined && Date.now() - failedAt < REMEMBER_MS) return false;
  try {
    // Any answer will do, a refusal as well: the question is whether there is a way to the host.
    const answer = await fetch(origin, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(CONNECT_MS) });
    await answer.body?.cancel();
    return true;
  } catch {
    writeNote(NOTE, { ...readNote<Record<string, number>>(NOTE), [origin]: Date.now() });
    return false;
  }
}
