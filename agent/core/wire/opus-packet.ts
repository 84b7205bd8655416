/** The first byte of an Opus packet (RFC 6716 §3.1): how long it plays. Nothing inside the packet is looked at. */

/** Frame durations in µs by the five `config` bits of the TOC byte (RFC 6716 table 2). */
const CONFIG_FRAME_US = [
  ...[
    10_000, 20_000, 40_000, 60_000, 10_000, 20_000, 40_000, 60_000, 10_000, 20_000, 40_000, 60_000,
  ],
  ...[10_000, 20_000, 10_000, 20_000],
  ...[2_500, 5_000, 10_000, 20_000, 2_500, 5_000, 10_000, 20_000],
  ...[2_500, 5_000, 10_000, 20_000, 2_500, 5_000, 10_000, 20_000],
] as const;

/** Duration of one frame and number of frames, or undefined where the packet is empty or its count is missing. */
export const opusPacketShape = (
  packet: Uint8Array,
): { readonly frameUs: number; readonly frames: number } | undefined => {
  const toc = packet[0];
  if (toc === undefined) return undefined;
  const frameUs = CONFIG_FRAME_US[toc >> 3] ?? 0;
  const code = toc & 0x03;
  if (code === 0) return { frameUs, frames: 1 };
  if (code < 3) return { frameUs, frames: 2 };
  const count = packet[1];
  return count === undefined ? undefined : { frameUs, frames: count & 0x3f };
};
