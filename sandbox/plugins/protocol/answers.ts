import * as grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { type Change, type Changes, type Checked, InitializationError } from "./provider.ts";
import { encode } from "./wire.ts";

/** Writes a Check or CheckConfig response. */
export function checkAnswer(checked: Checked): InstanceType<typeof messages.CheckResponse> {
  const answer = new messages.CheckResponse();
  answer.setInputs(encode(checked.inputs));
  for (const failure of checked.failures ?? []) {
    const message = new messages.CheckFailure();
    message.setProperty(failure.property);
    message.setReason(failure.reason);
    answer.addFailures(message);
  }
  return answer;
}

function propertyDiff(change: Change): InstanceType<typeof messages.PropertyDiff> {
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: change.replace ? Kind.ADD_REPLACE : Kind.ADD,
    delete: change.replace ? Kind.DELETE_REPLACE : Kind.DELETE,
    update: change.replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
  };
  const message = new messages.PropertyDiff();
  message.setKind(kinds[change.kind]);
  message.setInputdiff(change.input);
  return message;
}

/** Writes a Diff or DiffConfig response. */
export function diffAnswer(changes: Changes): InstanceType<typeof messages.DiffResponse> {
  const { DiffChanges } = messages.DiffResponse;
  const answer = new messages.DiffResponse();
  answer.setChanges(changes.some ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  const paths = [...changes.properties];
  const replaced = paths.filter(([, change]) => change.replace).map(([path]) => path);
  answer.setReplacesList([...replaced, ...(changes.replaces ?? [])]);
  answer.setDiffsList([...new Set(paths.map(([path]) => path.split(/[.[]/, 1)[0] ?? path))]);
  for (const [path, change] of paths) answer.getDetaileddiffMap().set(path, propertyDiff(change));
  answer.setHasdetaileddiff(paths.length > 0);
  answer.setDeletebeforereplace(changes.deleteBeforeReplace ?? false);
  return answer;
}

function failureDetails(error: InitializationError): Buffer {
  const detail = new messages.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(encode(error.outputs));
  detail.setReasonsList(error.reasons);
  if (error.inputs !== undefined) detail.setInputs(encode(error.inputs));
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(packed);
  return Buffer.from(status.serializeBinary());
}

/** Turns what a provider threw into the status of a call; a resource that exists after all travels in its details. */
export function errorAnswer(thrown: unknown): Partial<grpc.ServiceError> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (!(error instanceof InitializationError)) return { code: grpc.status.UNKNOWN, details: error.message };
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", failureDetails(error));
  return { code: grpc.status.UNKNOWN, details: error.message, metadata };
}
