/** Security context of a container that needs nothing: what the restricted level asks for, and no writes to its image. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** Security context of a container that writes to its own file system, and needs nothing else. */
export const writingContainer = { ...restrictedContainer, readOnlyRootFilesystem: false } as const;
