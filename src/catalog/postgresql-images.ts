/** The image of each major version of PostgreSQL, pinned to one minor version; made for the operator. */
export const postgresqlImages = {
  "16": "ghcr.io/cloudnative-pg/postgresql:16.14-standard-trixie",
  "17": "ghcr.io/cloudnative-pg/postgresql:17.10-standard-trixie",
  "18": "ghcr.io/cloudnative-pg/postgresql:18.4-standard-trixie",
} as const;
