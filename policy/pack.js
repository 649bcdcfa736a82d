// The engine's runner hooks an old compiler into what it requires; what a module imports is Node's own business.
import "./pack.ts";
