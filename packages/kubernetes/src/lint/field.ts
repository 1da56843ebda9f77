/** Steps from an object to a value in it. */
export type Path = readonly (string | number)[];

/** Where a value is in a file; line and column begin with 1, and a column is of UTF-16 code units. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An object of Kubernetes as it was read; nothing is known of it but that it has a kind. */
export interface LintObject {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty where it has none. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly content: unknown;
  /** Where a value in it is, or else what is nearest above it; undefined for an object of a cluster. */
  readonly locate: (path: Path) => Position | undefined;
}

/** A value in an object, be it there or not, and be it of the kind that is asked for or not. */
export class Field {
  readonly object: LintObject;
  readonly path: Path;
  readonly value: unknown;

  constructor(object: LintObject, path: Path, value: unknown) {
    this.object = object;
    this.path = path;
    this.value = value;
  }

  /** What is further inside. */
  at(...steps: Path): Field {
    return new Field(this.object, [...this.path, ...steps], steps.reduce<unknown>(stepInto, this.value));
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined;
  }

  get boolean(): boolean | undefined {
    return typeof this.value === 'boolean' ? this.value : undefined;
  }

  /** Of a list; empty for anything else. */
  get items(): Field[] {
    return Array.isArray(this.value) ? this.value.map((_, index) => this.at(index)) : [];
  }

  /** The texts of a list of texts. */
  get texts(): string[] {
    return this.items.flatMap(({ text }) => (text === undefined ? [] : [text]));
  }

  /** The texts of a map, by their keys; labels, for one. */
  get textsByKey(): ReadonlyMap<string, string> {
    const { value } = this;
    const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  }
}

/** All of an object. */
export function rootOf(object: LintObject): Field {
  return new Field(object, [], object.content);
}

/** As `Deployment core/amf`. */
export function describeObject({ kind, namespace, name }: LintObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`.trimEnd();
}

function stepInto(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[step]; // it has it, as is said above
}
