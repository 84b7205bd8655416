/**
 * Sends one file by YMODEM (Forsberg, "XMODEM/YMODEM Protocol Reference", 1988, §6) to whoever asks for it at the other end: bytes and time in,
 * bytes out. One block is under way at a time, so that a slow line is never owed more than that.
 *
 *     receiver   C           ACK C        ACK …       ACK      NAK  ACK C        ACK
 *     sender       header         block 1     block n     EOT  EOT       (empty)
 *
 * Rule of use: `take` what was received and `wake` at `nextWakeUs`; send what `drain` answers; the end is `outcome`.
 */
import { NEVER, US_PER_S, after, type MonoUs } from '../../vocabulary.ts';
import {
  ACK,
  CAN,
  CANCEL,
  dataBlock,
  END,
  headerBlock,
  LONG_BYTES,
  NAK,
  SHORT_BYTES,
  WANT_CRC,
} from './block.ts';

/** Whoever wants the file has so long to start receiving. */
export const PATIENCE_US = 60 * US_PER_S;
/** Not answered for so long, a block is sent again (§7.1: ten seconds). */
export const ANSWER_US = 10 * US_PER_S;
/** A `C` that comes sooner after a block was asked for before it. */
const STALE_US = 2 * US_PER_S;
/** How often one block is sent. */
const TRIES_MAX = 10;
/** So many blocks came badly: those that follow are short ones. */
const LONG_ERRORS_MAX = 3;
const CTRL_C = 0x03;

export interface YmodemFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `nobody`: none ever asked for the file. `broken`: whoever did no longer answers, or takes nothing. */
export type YmodemOutcome = 'sent' | 'cancelled' | 'nobody' | 'broken';

/** What was sent last, and is answered. */
type Stage = 'invited' | 'header' | 'begin' | 'data' | 'end' | 'next' | 'closing';

export class YmodemSender {
  readonly #file: YmodemFile;
  #stage: Stage = 'invited';
  #outcome: YmodemOutcome | undefined;
  #out: Uint8Array[] = [];
  /** Under way, and sent again until it is acknowledged. */
  #block: Uint8Array = headerBlock();
  #number = 0;
  /** What is acknowledged of the file, and what it will be with the block that is under way. */
  #offset = 0;
  #nextOffset = 0;
  #tries = 0;
  #errors = 0;
  #sentUs: MonoUs;
  #dueUs: MonoUs;
  #before = 0;

  constructor(file: YmodemFile, nowUs: MonoUs) {
    this.#file = file;
    this.#sentUs = nowUs;
    this.#dueUs = after(nowUs, PATIENCE_US);
  }

  /** Undefined while it goes on. */
  get outcome(): YmodemOutcome | undefined {
    return this.#outcome;
  }

  get nextWakeUs(): MonoUs {
    return this.#outcome === undefined ? this.#dueUs : NEVER;
  }

  drain(): Uint8Array[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /**
   * What was received at once: what stands behind the byte upon which a block goes out is older than that block, and no answer to
   * it; only whoever gives up is heard all the same.
   */
  take(bytes: Uint8Array, nowUs: MonoUs): void {
    let hasSent = false;
    for (const byte of bytes) {
      if (this.#outcome !== undefined) return;
      if (this.#isCancel(byte)) return this.#end('cancelled');
      hasSent ||= this.#hear(byte, nowUs);
    }
  }

  wake(nowUs: MonoUs): void {
    if (this.#outcome !== undefined || nowUs < this.#dueUs) return;
    switch (this.#stage) {
      case 'invited':
        return this.#end('nobody');
      case 'begin':
        return this.#end('broken');
      case 'next':
      case 'closing':
        // The file is there, whatever becomes of good-bye.
        return this.#end('sent');
      case 'header':
      case 'data':
      case 'end':
        return this.#again(nowUs);
    }
  }

  /** Given up at this end. */
  cancel(): void {
    if (this.#outcome === undefined) this.#end('cancelled');
  }

  /** Two CAN in a row; of whoever sits at the keys, Ctrl-C: one is enough while nobody receives yet, and is noise later. */
  #isCancel(byte: number): boolean {
    const isSecond = byte === this.#before;
    this.#before = byte;
    if (byte === CTRL_C) return isSecond || this.#stage === 'invited';
    return byte === CAN && isSecond;
  }

  /** Whether something was sent upon it. */
  #hear(byte: number, nowUs: MonoUs): boolean {
    switch (this.#stage) {
      case 'invited':
        return byte === WANT_CRC && this.#send('header', this.#header(), nowUs);
      case 'header':
        if (byte === ACK) return this.#await('begin', nowUs);
        return this.#refused(byte, nowUs);
      case 'begin':
        return byte === WANT_CRC && this.#sendData(nowUs);
      case 'data':
        if (byte !== ACK) return this.#refused(byte, nowUs);
        this.#offset = this.#nextOffset;
        if (this.#offset < this.#file.bytes.length) return this.#sendData(nowUs);
        return this.#send('end', END, nowUs);
      case 'end':
        if (byte === ACK) return this.#await('next', nowUs);
        return this.#refused(byte, nowUs);
      case 'next':
        return byte === WANT_CRC && this.#send('closing', headerBlock(), nowUs);
      case 'closing':
        if (byte === ACK) this.#end('sent');
        return false;
    }
  }

  /** It wants the same again: by NAK, or where nothing was taken yet, by another `C`. */
  #refused(byte: number, nowUs: MonoUs): boolean {
    const isAsked =
      byte === WANT_CRC && this.#offset === 0 && nowUs >= after(this.#sentUs, STALE_US);
    if (byte !== NAK && !isAsked) return false;
    this.#again(nowUs);
    return true;
  }

  #again(nowUs: MonoUs): void {
    if (this.#tries >= TRIES_MAX) return this.#end('broken');
    if (this.#stage === 'data') this.#errors += 1;
    this.#put(nowUs);
  }

  #sendData(nowUs: MonoUs): boolean {
    const { bytes } = this.#file;
    const left = bytes.length - this.#offset;
    const size = left <= SHORT_BYTES || this.#errors > LONG_ERRORS_MAX ? SHORT_BYTES : LONG_BYTES;
    this.#nextOffset = Math.min(bytes.length, this.#offset + size);
    this.#number += 1;
    const data = bytes.subarray(this.#offset, this.#nextOffset);
    return this.#send('data', dataBlock(this.#number, data, size), nowUs);
  }

  #send(stage: Stage, block: Uint8Array, nowUs: MonoUs): true {
    this.#stage = stage;
    this.#block = block;
    this.#tries = 0;
    this.#put(nowUs);
    return true;
  }

  #put(nowUs: MonoUs): void {
    this.#tries += 1;
    this.#sentUs = nowUs;
    this.#dueUs = after(nowUs, ANSWER_US);
    this.#out.push(this.#block);
  }

  /** The next word is the receiver's. */
  #await(stage: Stage, nowUs: MonoUs): false {
    this.#stage = stage;
    this.#dueUs = after(nowUs, ANSWER_US);
    return false;
  }

  #header(): Uint8Array {
    const { name, bytes } = this.#file;
    return headerBlock({ name, bytes: bytes.length });
  }

  #end(outcome: YmodemOutcome): void {
    const isTold = outcome === 'sent' || this.#stage === 'invited';
    if (!isTold) this.#out.push(CANCEL);
    this.#outcome = outcome;
  }
}
