/**
 * Chance, all of it from one seed. A fork by name is independent of what was drawn before it, so that one more draw in one
 * part of the village changes nothing in the others.
 */

export class Chance {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(name: string) {
    this.#name = name;
    [this.#a, this.#b, this.#c] = [hash(name, 1), hash(name, 2), hash(name, 3)];
    for (let round = 0; round < 12; round++) this.real();
  }

  fork(name: string | number): Chance {
    return new Chance(`${this.#name}/${name}`);
  }

  /** 0 ≤ x < 1. The generator is sfc32 of PractRand (Chris Doty-Humphrey, public domain). */
  real(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.real();
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.real() * (high - low + 1));
  }

  hits(probability: number): boolean {
    return this.real() < probability;
  }

  pick<T>(among: readonly [T, ...T[]]): T {
    return among[this.whole(0, among.length - 1)] ?? among[0];
  }

  /** Waiting time until the next of events that come `everyUs` apart on average. */
  waitUs(everyUs: number): number {
    return -Math.log(1 - this.real()) * everyUs;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.whole(0, 255));
  }
}

/** FNV-1a with a last mixing (murmur3's finalizer). */
const hash = (text: string, salt: number): number => {
  let mixed = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index++) {
    mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193);
  }
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
};
