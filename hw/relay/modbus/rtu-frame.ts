/** Frames of Modbus RTU as bytes (Modbus over Serial Line 1.02, §2.5.1). Knows no port and no board. */

/** Address, function, byte count or code, CRC. */
export const FRAME_BYTES_MIN = 5;
export const EXCEPTION_BIT = 0x80;
/** Of function 5, the question as the answer. */
export const WRITE_BYTES = 8;
const WRITE_COIL = 5;

/** Function 5, as an answer repeats it (Modbus Application Protocol 1.1b3, §6.5): opens the coil of the board at `address`. */
export const openCoilBytes = (address: number, coil: number): Uint8Array => {
  const frame = Buffer.alloc(WRITE_BYTES);
  frame.set([address, WRITE_COIL, coil >> 8, coil & 0xff]);
  frame.writeUInt16LE(crc16(frame.subarray(0, -2)), WRITE_BYTES - 2);
  return frame;
};

/** The frame that begins at `at`, if a whole one with a right CRC does. */
export const frameAt = (received: Buffer, at: number): Buffer | undefined => {
  const length = lengthOf(received[at + 1] ?? 0, received[at + 2] ?? 0);
  if (length === undefined || at + length > received.length) return undefined;
  const frame = received.subarray(at, at + length);
  return crc16(frame.subarray(0, -2)) === frame.readUInt16LE(length - 2) ? frame : undefined;
};

/** Of an answer, by its function and the byte behind that. */
const lengthOf = (code: number, next: number): number | undefined => {
  if ((code & EXCEPTION_BIT) !== 0) return FRAME_BYTES_MIN;
  if (code >= 1 && code <= 4) return FRAME_BYTES_MIN + next;
  return [5, 6, 15, 16].includes(code) ? WRITE_BYTES : undefined;
};

/** Modbus over Serial Line 1.02, §6.2.2. */
const crc16 = (bytes: Uint8Array): number => {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
};
