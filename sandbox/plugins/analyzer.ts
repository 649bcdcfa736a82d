import { endWithEngine } from "./protocol/end-with-engine.ts";

// Loaded before a policy pack's own code, which knows nothing of the engine's address: the pack ends with its engine.
endWithEngine(process.argv[2] ?? "");
