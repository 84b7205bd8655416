/** What the player asks of a decoder. What writes, writes exactly one frame (960 samples); nothing throws. */
export interface OpusDecoder {
  /** Decodes one packet of one 20 ms frame. False, with the frame concealed, where the packet is broken inside. */
  decode(packet: Uint8Array, pcm: Int16Array): boolean;
  /** Packet-loss concealment (RFC 6716 §4.4): a frame in the manner of what came before. */
  conceal(pcm: Int16Array): void;
  /**
   * The lost frame before `next`, of what `next` repeats of it (in-band FEC, RFC 6716 §2.1.7); `next` is then decoded as ever.
   * False, with the frame concealed, where it repeats nothing. Not every decoder can.
   */
  recover?(next: Uint8Array, pcm: Int16Array): boolean;
  /** Forgets the past: the next packet is the first. */
  reset(): void;
}
