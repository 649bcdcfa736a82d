import { connect } from "node:net";

/** How often it is looked whether the engine is there, in milliseconds: as often as official plugins look. */
const everyFiveMinutes = 300_000;

/**
 * Ends this process once nothing listens at the engine's address: an engine that was killed ends nobody, and its plugins would
 * stay for ever. `address` is `host:port`.
 */
export function endWithEngine(address: string, interval = everyFiveMinutes): void {
  const [host = "", port = ""] = address.split(":");
  const look = () => {
    const socket = connect({ host, port: Number(port), timeout: interval });
    socket.on("connect", () => socket.destroy());
    socket.on("timeout", () => socket.destroy());
    socket.on("error", () => process.exit(1));
  };
  setInterval(look, interval).unref();
}
