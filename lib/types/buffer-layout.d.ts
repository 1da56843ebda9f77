/** The part of buffer-layout 1.2 that the codec uses. */
declare module 'buffer-layout' {
  /** A number in a structure; without a property, bytes that are skipped. */
  export interface Field<Property extends string> {
    readonly property: Property;
    readonly span: number;
  }

  /** A run of fields. Encoding leaves the bytes of skipped fields as they are. */
  export interface Structure<Property extends string> {
    readonly span: number;
    decode(bytes: Buffer, offset: number): { [P in Property]: number };
    encode(source: { readonly [P in Property]?: number | undefined }, bytes: Buffer, offset: number): number;
  }

  export function u8<const Property extends string = never>(property?: Property): Field<Property>;
  export function u16be<const Property extends string = never>(property?: Property): Field<Property>;
  export function u32be<const Property extends string = never>(property?: Property): Field<Property>;
  export function struct<Property extends string>(fields: Field<Property>[]): Structure<Property>;
}
