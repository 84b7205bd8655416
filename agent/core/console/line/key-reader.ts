/**
 * Bytes of a terminal into keys: letters, Enter by any of its three spellings, and the escape sequences of cursor keys
 * (ECMA-48 §5.4, VT220). What it does not know it leaves out. It holds no text and no line.
 */
import { Utf8Reader } from './utf8-reader.ts';

export type EditKey =
  | 'enter'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'tab'
  | 'interrupt'
  | 'end-of-input'
  | 'kill-before'
  | 'kill-after'
  | 'kill-word'
  | 'redraw';

export type Key = { readonly key: EditKey } | { readonly key: 'text'; readonly text: string };

const CR = 0x0d;
const LF = 0x0a;
const NUL = 0x00;
const ESC = 0x1b;

const CONTROLS: Readonly<Record<number, EditKey>> = {
  0x01: 'home',
  0x02: 'left',
  0x03: 'interrupt',
  0x04: 'end-of-input',
  0x05: 'end',
  0x06: 'right',
  0x08: 'backspace',
  0x09: 'tab',
  0x0b: 'kill-after',
  0x0c: 'redraw',
  0x0e: 'down',
  0x10: 'up',
  0x15: 'kill-before',
  0x17: 'kill-word',
  0x7f: 'backspace',
};

/** By the final letter of `ESC [ … X` and of `ESC O X`. */
const FINALS: Readonly<Record<string, EditKey>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
};
/** By the number of `ESC [ N ~`. */
const NUMBERED: Readonly<Record<string, EditKey>> = {
  '1': 'home',
  '3': 'delete',
  '4': 'end',
  '7': 'home',
  '8': 'end',
};
/** A longer sequence is noise. */
const SEQUENCE_CHARS_MAX = 16;

export class KeyReader {
  readonly #utf8 = new Utf8Reader();
  #state: 'text' | 'escape' | 'sequence' | 'single-shift' = 'text';
  #sequence = '';
  #wasReturn = false;

  /** The key that this byte completes; undefined where it completes none. */
  take(byte: number): Key | undefined {
    const point = this.#utf8.take(byte);
    if (point === undefined) return undefined;
    const key = this.#keyOf(point);
    return typeof key === 'string' ? { key } : key;
  }

  #keyOf(point: number): EditKey | Key | undefined {
    const wasReturn = this.#wasReturn;
    this.#wasReturn = point === CR;
    // CR LF is one Enter, and so is the CR NUL of telnet (RFC 854).
    if (wasReturn && (point === LF || point === NUL)) return undefined;
    if (point === ESC) {
      this.#state = 'escape';
      return undefined;
    }
    if (point < 0x20 || point === 0x7f) {
      // A control in the middle of a sequence ends it, and is what it is.
      this.#state = 'text';
      return point === CR || point === LF ? 'enter' : CONTROLS[point];
    }
    if (this.#state !== 'text') return this.#escaped(String.fromCodePoint(point));
    const text = String.fromCodePoint(point);
    return UNSEEN.test(text) ? undefined : { key: 'text', text };
  }

  #escaped(letter: string): EditKey | undefined {
    switch (this.#state) {
      case 'escape':
        this.#state = letter === '[' ? 'sequence' : letter === 'O' ? 'single-shift' : 'text';
        this.#sequence = '';
        return undefined;
      case 'single-shift':
        this.#state = 'text';
        return FINALS[letter];
      case 'sequence':
      case 'text':
        return this.#inSequence(letter);
    }
  }

  #inSequence(letter: string): EditKey | undefined {
    if (/[0-?!-/ ]/.test(letter)) {
      this.#sequence += letter;
      if (this.#sequence.length > SEQUENCE_CHARS_MAX) this.#state = 'text';
      return undefined;
    }
    this.#state = 'text';
    return letter === '~' ? NUMBERED[this.#sequence] : FINALS[letter];
  }
}

/** Controls, formats (they can turn a line around), private and unassigned: nobody types them. */
const UNSEEN = /\p{C}|\p{Zl}|\p{Zp}/u;
