/** The two pure functions of the platform that the core uses and ECMAScript's own library lacks (WHATWG Encoding). */
declare class TextDecoder {
  constructor(label: 'utf-8', options: { fatal: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
