/** A DNS label (RFC 1123), the form of namespace, Service and app names: 1 to 63 characters. */
export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A Helm release name: a DNS label of at most 53 characters, which leaves room for the suffixes that charts add. */
export const releaseName = /^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/;

/** A key of a Secret or ConfigMap: 1 to 253 letters, digits, `-`, `_` or `.`. */
export const dataKey = /^[-._a-zA-Z0-9]{1,253}$/;

/** A host name (RFC 1123) such as `api.staging.example.dev`, at most 253 characters; no wildcard, no trailing dot. */
export const hostName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** A configuration key as `pulumi config set` takes it, without its project: letters, digits, `-`, `_` and `.`. */
export const configKey = /^[A-Za-z][-._A-Za-z0-9]{0,62}$/;
