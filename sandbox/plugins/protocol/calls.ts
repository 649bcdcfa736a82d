import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { CheckCall, CreateCall, DeleteCall, DiffCall, ReadCall, Subject, UpdateCall } from "./provider.ts";
import { decode } from "./wire.ts";

/** Type and name are taken from the URN: older engines do not send them. */
function subject(urn: string): Subject {
  const parts = urn.split("::");
  const types = (parts[2] ?? "").split("$");
  return { urn, type: types.at(-1) ?? "", name: parts.slice(3).join("::") };
}

/** Reads a Check or CheckConfig request. */
export function checkCall(request: CheckRequest): CheckCall {
  return {
    ...subject(request.getUrn()),
    old: decode(request.getOlds()),
    new: decode(request.getNews()),
    proposedName: request.getAutonaming()?.getProposedName() ?? "",
    randomSeed: request.getRandomseed_asU8(),
  };
}

/** Reads a Diff or DiffConfig request. */
export function diffCall(request: DiffRequest): DiffCall {
  return {
    ...subject(request.getUrn()),
    id: request.getId(),
    old: decode(request.getOlds()),
    oldInputs: decode(request.getOldInputs()),
    new: decode(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

/** Reads a Create request. */
export function createCall(request: CreateRequest): CreateCall {
  return {
    ...subject(request.getUrn()),
    inputs: decode(request.getProperties()),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
}

/** Reads a Read request. */
export function readCall(request: ReadRequest): ReadCall {
  return {
    ...subject(request.getUrn()),
    id: request.getId(),
    outputs: decode(request.getProperties()),
    inputs: decode(request.getInputs()),
  };
}

/** Reads an Update request. */
export function updateCall(request: UpdateRequest): UpdateCall {
  return {
    ...subject(request.getUrn()),
    id: request.getId(),
    old: decode(request.getOlds()),
    new: decode(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
}

/** Reads a Delete request. */
export function deleteCall(request: DeleteRequest): DeleteCall {
  return {
    ...subject(request.getUrn()),
    id: request.getId(),
    outputs: decode(request.getProperties()),
    timeout: request.getTimeout(),
  };
}
