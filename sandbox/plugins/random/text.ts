import {
  asNumber,
  asText,
  copy,
  type Property,
  type PropertyMap,
  plain,
  Secret,
  unknown,
} from "../protocol/property.ts";
import { type CharacterRules, draw, problems } from "./draw.ts";
import type { Kind } from "./kind.ts";

const classes = ["lower", "upper", "numeric", "special"];
const minima = ["minLower", "minUpper", "minNumeric", "minSpecial"];

/** Inputs with the defaults; `number` is the old name of `numeric`, and outputs show both. */
function withDefaults(inputs: PropertyMap): PropertyMap {
  const filled = copy(inputs);
  filled.numeric = inputs.numeric ?? inputs.number ?? true;
  filled.number = filled.numeric;
  for (const name of classes) filled[name] ??= true;
  for (const name of minima) filled[name] ??= 0;
  return filled;
}

function rules(inputs: PropertyMap): CharacterRules {
  const given = plain(withDefaults(inputs));
  return {
    length: asNumber(given.length),
    lower: given.lower !== false,
    upper: given.upper !== false,
    numeric: given.numeric !== false,
    special: given.special !== false,
    minLower: asNumber(given.minLower),
    minUpper: asNumber(given.minUpper),
    minNumeric: asNumber(given.minNumeric),
    minSpecial: asNumber(given.minSpecial),
    overrideSpecial: asText(given.overrideSpecial),
  };
}

/** A password's value is secret and kept out of the id; a string's value is its id. */
function text(isPassword: boolean): Kind {
  const mark = (value: Property): Property => (isPassword ? new Secret(value) : value);
  return {
    inputs: ["keepers", "length", "overrideSpecial", "number", ...classes, ...minima],
    required: ["length"],
    withDefaults,
    problems: (inputs) => problems(rules(inputs)),
    preview: (inputs) => ({ ...withDefaults(inputs), result: mark(unknown) }),
    create: (inputs) => {
      const result = draw(rules(inputs));
      const id = isPassword ? "none" : result;
      return { id, outputs: { ...withDefaults(inputs), id, result: mark(result) } };
    },
    adopt: (value) => {
      const id = isPassword ? "none" : value;
      const inputs = withDefaults({ length: value.length });
      return { id, inputs, outputs: { ...inputs, id, result: mark(value) } };
    },
  };
}

/** `RandomPassword`: a secret text. */
export const password = text(true);

/** `RandomString`: a text that is no secret. */
export const string = text(false);
