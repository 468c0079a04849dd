/**
 * Structures in linear memory, described as lists of fields. Fields lie one after another, each aligned to its own
 * size, as AssemblyScript lays out an unmanaged class; `usize` is an address of 32 bits.
 */
export type FieldType = "f64" | "i32" | "usize";

export type Fields = Readonly<Record<string, FieldType>>;

export interface Structure<Layout extends Fields> {
  readonly fields: Layout;
  readonly offsets: { readonly [Name in keyof Layout]: number };
  /** A multiple of 8, so that rows lie one after another. */
  readonly bytes: number;
}

const sizes: Readonly<Record<FieldType, number>> = { f64: 8, i32: 4, usize: 4 };

export function structure<const Layout extends Fields>(fields: Layout): Structure<Layout> {
  const offsets: Record<string, number> = {};
  let end = 0;
  for (const [name, type] of Object.entries(fields)) {
    const size = sizes[type];
    end = Math.ceil(end / size) * size;
    offsets[name] = end;
    end += size;
  }
  return { fields, offsets: offsets as Structure<Layout>["offsets"], bytes: Math.ceil(end / 8) * 8 };
}

/** Reads and writes one structure at an address. */
export interface Record64<Layout extends Fields> {
  readonly get: (name: keyof Layout) => number;
  readonly set: (name: keyof Layout, value: number) => void;
}

/** A view of the structure at `address`; it stays good while the memory does not grow. */
export function viewAt<Layout extends Fields>(
  view: DataView,
  shape: Structure<Layout>,
  address: number,
): Record64<Layout> {
  return {
    get: (name) => {
      const at = address + shape.offsets[name];
      return shape.fields[name] === "f64" ? view.getFloat64(at, true) : view.getInt32(at, true);
    },
    set: (name, value) => {
      const at = address + shape.offsets[name];
      if (shape.fields[name] === "f64") view.setFloat64(at, value, true);
      else view.setInt32(at, value, true);
    },
  };
}
