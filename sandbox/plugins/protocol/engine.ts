import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/engine_pb.js";

/** The engine that runs the plugin, as far as a provider talks to it. */
export interface Engine {
  /** Shows a warning at a resource. Best effort: a lost message is no failure of the operation. */
  warn(urn: string, message: string): void;
  /** Shows what an operation is waiting for, in place of the previous status; an empty text clears it. */
  status(urn: string, message: string): void;
}

/** Connects to an engine at a gRPC address; without an address, messages are dropped. */
export function connect(address: string | undefined): Engine {
  if (address === undefined || address === "") return { warn: () => {}, status: () => {} };
  const client = new services.EngineClient(address, grpc.credentials.createInsecure());
  const log = (severity: 1 | 2, urn: string, message: string, ephemeral: boolean): void => {
    const request = new messages.LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(message);
    request.setEphemeral(ephemeral);
    client.log(request, () => {});
  };
  return {
    warn: (urn, message) => log(messages.LogSeverity.WARNING, urn, message, false),
    status: (urn, message) => log(messages.LogSeverity.INFO, urn, message, true),
  };
}
