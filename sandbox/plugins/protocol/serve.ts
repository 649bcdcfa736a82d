import { createRequire } from "node:module";
import * as grpc from "@grpc/grpc-js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { checkAnswer, diffAnswer, errorAnswer } from "./answers.ts";
import { checkCall, createCall, deleteCall, diffCall, readCall, updateCall } from "./calls.ts";
import { endWithEngine } from "./end-with-engine.ts";
import { connect, type Engine } from "./engine.ts";
import type { Provider } from "./provider.ts";
import { encode } from "./wire.ts";

type Unary<Request, Answer> = grpc.handleUnaryCall<Request, Answer>;

function unary<Request, Answer>(answer: (request: Request) => Promise<Answer>): Unary<Request, Answer> {
  return (call, callback) => {
    answer(call.request).then(
      (response) => callback(null, response),
      (error) => callback(errorAnswer(error)),
    );
  };
}

function lifecycle(provider: Provider): grpc.UntypedServiceImplementation {
  return {
    check: unary(async (request: messages.CheckRequest) => checkAnswer(await provider.check(checkCall(request)))),
    diff: unary(async (request: messages.DiffRequest) => diffAnswer(await provider.diff(diffCall(request)))),
    create: unary(async (request: messages.CreateRequest) => {
      const created = await provider.create(createCall(request));
      const answer = new messages.CreateResponse();
      answer.setId(created.id);
      answer.setProperties(encode(created.outputs));
      return answer;
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const answer = new messages.ReadResponse();
      const found = await provider.read(readCall(request));
      if (found === undefined) return answer;
      answer.setId(found.id);
      answer.setProperties(encode(found.outputs));
      answer.setInputs(encode(found.inputs));
      return answer;
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const answer = new messages.UpdateResponse();
      answer.setProperties(encode(await provider.update(updateCall(request))));
      return answer;
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await provider.delete(deleteCall(request));
      return new empty.Empty();
    }),
  };
}

/** `configure` gets an engine that follows a later Attach. */
function configuration(provider: Provider, engine: Engine): grpc.UntypedServiceImplementation {
  return {
    handshake: unary(async () => {
      const answer = new messages.ProviderHandshakeResponse();
      answer.setAcceptSecrets(true);
      answer.setSupportsAutonamingConfiguration(true);
      return answer;
    }),
    checkConfig: unary(async (request: messages.CheckRequest) => {
      const call = checkCall(request);
      return checkAnswer((await provider.checkConfig?.(call)) ?? { inputs: call.new });
    }),
    diffConfig: unary(async (request: messages.DiffRequest) =>
      diffAnswer((await provider.diffConfig?.(diffCall(request))) ?? { some: false, properties: new Map() }),
    ),
    configure: unary(async (request: messages.ConfigureRequest) => {
      await provider.configure?.(new Map(request.getVariablesMap().getEntryList()), engine);
      const answer = new messages.ConfigureResponse();
      answer.setAcceptsecrets(true);
      answer.setSupportspreview(true);
      answer.setSupportsAutonamingConfiguration(true);
      return answer;
    }),
  };
}

function plugin(provider: Provider, attach: (address: string) => void): grpc.UntypedServiceImplementation {
  return {
    getSchema: unary(async () => {
      const answer = new messages.GetSchemaResponse();
      answer.setSchema("{}");
      return answer;
    }),
    getPluginInfo: unary(async () => {
      const answer = new plugins.PluginInfo();
      answer.setVersion(provider.version);
      return answer;
    }),
    attach: unary(async (request: plugins.PluginAttach) => {
      attach(request.getAddress());
      return new empty.Empty();
    }),
    cancel: unary(async () => {
      provider.cancel?.();
      return new empty.Empty();
    }),
  };
}

/** The version of an installed npm package, e.g. of the SDK whose plugin a stand-in replaces. */
export function packageVersion(name: string): string {
  const manifest: { version: string } = createRequire(import.meta.url)(`${name}/package.json`);
  return manifest.version;
}

/**
 * Serves a provider to the engine that started this process: listens on a free loopback port and prints it, as the
 * plugin protocol demands. The engine's address is the last argument; it ends the process by a signal, and one that is
 * killed by being gone.
 */
export function serve(provider: Provider): void {
  const address = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
  let current = connect(address);
  if (address !== undefined) endWithEngine(address);
  const engine: Engine = {
    warn: (urn, message) => current.warn(urn, message),
    status: (urn, message) => current.status(urn, message),
  };
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const server = new grpc.Server(unlimited);
  server.addService(services.ResourceProviderService, {
    ...configuration(provider, engine),
    ...lifecycle(provider),
    ...plugin(provider, (attached) => {
      current = connect(attached);
    }),
  });
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
}
