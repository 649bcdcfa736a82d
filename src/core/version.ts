/**
 * Compares two semantic versions, with or without a leading `v`, as a sort does: below 0 if the first is older. A pre-release is
 * older than its release; what follows a `+` does not count.
 */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [parts(a), parts(b)];
  for (const index of [0, 1, 2]) {
    const difference = (one.numbers[index] ?? 0) - (other.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.pre === other.pre) return 0;
  if (one.pre === "" || other.pre === "") return one.pre === "" ? 1 : -1;
  return one.pre.localeCompare(other.pre, "en", { numeric: true });
}

function parts(version: string): { readonly numbers: readonly number[]; readonly pre: string } {
  const [core = "", ...pre] = version.replace(/^v/, "").replace(/\+.*$/, "").split("-");
  return { numbers: core.split(".").map(Number), pre: pre.join("-") };
}
