const server = "docker.io/altinity/clickhouse-server";
const keeper = "docker.io/altinity/clickhouse-keeper";
const builds = { "25.3": "25.3.6.10034.altinitystable", "25.8": "25.8.16.10002.altinitystable" } as const;

/** The images of each release of ClickHouse, server and keeper, pinned to one build. */
export const clickhouseImages = {
  "25.3": { server: `${server}:${builds["25.3"]}`, keeper: `${keeper}:${builds["25.3"]}` },
  "25.8": { server: `${server}:${builds["25.8"]}`, keeper: `${keeper}:${builds["25.8"]}` },
} as const;

/** What removes old backups from an object store: ClickHouse itself cannot. */
export const objectStoreImage = "docker.io/rclone/rclone:1.71.2";
