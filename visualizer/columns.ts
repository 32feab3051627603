/** Lists of numbers that grow, as typed arrays: 8 bytes a number at most, and copied to the page as they stand. */

/** Those that the page's lists are made of. */
export type Numbers =
  | Float64Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;
export type Column<A extends Numbers> = {
  push(value: number): void;
  at(index: number): number;
  readonly length: number;
  /** What there is now, in memory of its own. */
  copy(): A;
};

const LEAST = 16;

export function createColumn<A extends Numbers>(make: (length: number) => A): Column<A> {
  let values = make(LEAST);
  let length = 0;
  const grown = (to: number): A => {
    const longer = make(to);
    longer.set(values.subarray(0, length));
    return longer;
  };
  return {
    push(value) {
      if (length === values.length) values = grown(2 * length);
      values[length] = value;
      length += 1;
    },
    at: (index) => values[index] ?? Number.NaN,
    get length() {
      return length;
    },
    copy: () => grown(length),
  };
}
export const float64 = (length: number): Float64Array<ArrayBuffer> => new Float64Array(length);
export const uint32 = (length: number): Uint32Array<ArrayBuffer> => new Uint32Array(length);
export const int32 = (length: number): Int32Array<ArrayBuffer> => new Int32Array(length);
export const uint8 = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length);
