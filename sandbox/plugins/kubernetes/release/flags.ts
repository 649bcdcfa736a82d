import { asNumber, asText, type PropertyMap } from "../../protocol/property.ts";

function flags(release: PropertyMap, names: Record<string, string>): string[] {
  return Object.entries(names)
    .filter(([input]) => release[input] === true)
    .map(([, flag]) => flag);
}

function text(release: PropertyMap, input: string, flag: string): string[] {
  const value = asText(release[input]);
  return value === "" ? [] : [flag, value];
}

function seconds(release: PropertyMap): string[] {
  return ["--timeout", `${asNumber(release.timeout) || 300}s`];
}

const always = {
  atomic: "--atomic",
  dependencyUpdate: "--dependency-update",
  devel: "--devel",
  renderSubchartNotes: "--render-subchart-notes",
};

function waitFlags(release: PropertyMap): string[] {
  if (release.skipAwait === true) return [];
  return ["--wait", ...flags(release, { waitForJobs: "--wait-for-jobs" })];
}

function shared(release: PropertyMap): string[] {
  return [
    ...seconds(release),
    ...waitFlags(release),
    ...flags(release, always),
    ...text(release, "description", "--description"),
    ...text(release, "postrender", "--post-renderer"),
  ];
}

/** Options of `helm install`. As in the official provider, `disableCRDHooks` does not count here. */
export function installFlags(release: PropertyMap): string[] {
  return [
    ...shared(release),
    ...flags(release, {
      createNamespace: "--create-namespace",
      disableOpenapiValidation: "--disable-openapi-validation",
      disableWebhooks: "--no-hooks",
      replace: "--replace",
      skipCrds: "--skip-crds",
    }),
  ];
}

/** Options of `helm upgrade`. As in the official provider, `disableWebhooks` does not count here. */
export function upgradeFlags(release: PropertyMap): string[] {
  return [
    ...shared(release),
    "--history-max",
    String(asNumber(release.maxHistory)),
    ...flags(release, {
      cleanupOnFail: "--cleanup-on-fail",
      disableCRDHooks: "--no-hooks",
      forceUpdate: "--force",
      recreatePods: "--recreate-pods",
      resetValues: "--reset-values",
      reuseValues: "--reuse-values",
    }),
  ];
}

/** Options of `helm uninstall`. */
export function uninstallFlags(release: PropertyMap): string[] {
  const waits = release.atomic === true || release.skipAwait !== true;
  return waits ? ["--wait", ...seconds(release)] : [];
}
