const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Lowest and highest number of each field, and the names that stand for numbers. */
const fields: readonly { readonly low: number; readonly high: number; readonly names?: readonly string[] }[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: months },
  { low: 0, high: 6, names: days },
];

/** Whether a text is a cron expression of five fields: minute, hour, day of the month, month, day of the week. */
export function isCron(text: string): boolean {
  const parts = text.split(" ");
  return parts.length === fields.length && parts.every((part, index) => isField(part, index));
}

function isField(part: string, index: number): boolean {
  return part.split(",").every((item) => {
    const [range = "", step, ...rest] = item.split("/");
    if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
    if (range === "*") return true;
    const numbers = range.split("-").map((name) => numberOf(name, index));
    const [from = Number.NaN, to = from] = numbers;
    return numbers.length <= 2 && from <= to && numbers.every((number) => !Number.isNaN(number));
  });
}

/** The number that a field means; NaN if it is none of the field's. */
function numberOf(name: string, index: number): number {
  const { low = 0, high = 0, names = [] } = fields[index] ?? {};
  const named = names.indexOf(name.toUpperCase());
  if (named >= 0) return named + low;
  return /^\d+$/.test(name) && Number(name) >= low && Number(name) <= high ? Number(name) : Number.NaN;
}
