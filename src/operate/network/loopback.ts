/** Whether an address names this machine, where plain HTTP tells nobody anything: `host[:port]`, or a URL of any scheme. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(`http://${address.replace(/^[a-z]+:\/\//, "")}`);
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}
