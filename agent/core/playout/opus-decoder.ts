/** What the player asks of a decoder. Both methods write exactly one frame (960 samples) and never throw. */
export interface OpusDecoder {
  /** Decodes one packet of one 20 ms frame. False, with the frame concealed, where the packet is broken inside. */
  decode(packet: Uint8Array, pcm: Int16Array): boolean;
  /** Packet-loss concealment (RFC 6716 §4.4): a frame in the manner of what came before. */
  conceal(pcm: Int16Array): void;
  /** Forgets the past: the next packet is the first. */
  reset(): void;
}
