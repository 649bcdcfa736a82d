/** The Secret that holds the certificate of one of an app's hosts. */
export function hostSecretName(app: string, part: string): string {
  return `${app}-${part}-tls`;
}
