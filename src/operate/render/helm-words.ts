/**
 * What Helm says when it cannot render, without its frame: where a chart itself refuses its values (`fail`, `required`), the
 * chart's lines alone.
 */
export function helmWords(output: string): string {
  const lines = output
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^Use --debug flag|^(\S+ )?(coalesce|warnings)\.go:\d+: /.test(line))
    .join("\n");
  return lines.replace(/^Error: /, "").replace(/^execution error at \([^)]*\):\s*/, "");
}
