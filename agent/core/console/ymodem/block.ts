/** The blocks of YMODEM as bytes (Forsberg, "XMODEM/YMODEM Protocol Reference", 1988, §4–5 and §7). It knows no order and no time. */

export const SOH = 0x01;
export const STX = 0x02;
export const EOT = 0x04;
export const ACK = 0x06;
export const NAK = 0x15;
export const CAN = 0x18;
/** The receiver wants blocks with a CRC: `C`. */
export const WANT_CRC = 0x43;

export const SHORT_BYTES = 128;
export const LONG_BYTES = 1_024;
/** Ctrl-Z: fills the last block. */
const FILLER = 0x1a;

/** Eight of them, and as many backspaces, so that a shell that is there instead keeps none (§8.3.2, as lrzsz does it). */
export const CANCEL = Uint8Array.from([...Array<number>(8).fill(CAN), ...Array<number>(8).fill(8)]);
export const END = Uint8Array.of(EOT);

/** `data`, up to 128 or 1,024 bytes, in a block of that size; `number` counts modulo 256. */
export const dataBlock = (number: number, data: Uint8Array, size: number): Uint8Array => {
  const content = new Uint8Array(size).fill(FILLER);
  content.set(data);
  return block(number, content);
};

/** Block 0: the name and the size of the file that comes, or nothing where no more comes. */
export const headerBlock = (file?: {
  readonly name: string;
  readonly bytes: number;
}): Uint8Array => {
  const content = new Uint8Array(SHORT_BYTES);
  if (file !== undefined) {
    content.set(
      new TextEncoder().encode(`${file.name}\0${file.bytes}`).subarray(0, SHORT_BYTES - 1),
    );
  }
  return block(0, content);
};

const block = (number: number, content: Uint8Array): Uint8Array => {
  const head = content.length === LONG_BYTES ? STX : SOH;
  const check = crc16(content);
  const count = number & 0xff;
  return Uint8Array.of(head, count, 0xff - count, ...content, check >> 8, check & 0xff);
};

/** CRC-16 of CCITT, x^16 + x^12 + x^5 + 1, from zero (§8.2). */
export const crc16 = (bytes: Uint8Array): number => {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    }
    crc &= 0xffff;
  }
  return crc;
};
