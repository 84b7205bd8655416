/** SHA-256 (FIPS 180-4) as the core needs it: a pure function that the shell supplies. Answers 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;
