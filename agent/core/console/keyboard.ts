/**
 * The line at which a technician types: prompt, echo, completion, history. Bytes go in, what was meant by them comes out. It knows
 * neither what a line means nor who may type it.
 */
import { complete } from './grammar/completion.ts';
import { widthOf } from './line/cells.ts';
import { KeyReader } from './line/key-reader.ts';
import { LineEditor, type LineEvent } from './line/line-editor.ts';
import { COLUMNS, wrapped } from './view/screen.ts';
import type { Voice } from './voice.ts';

/** What was meant, for whoever owns the turn; Tab and Ctrl-L concern this line alone. */
export type Meant = Exclude<LineEvent, { event: 'tab' | 'redraw' }>;

export interface Typed {
  /** How many bytes have been dealt with. */
  readonly taken: number;
  readonly meant?: Meant;
}

export class Keyboard {
  readonly #voice: Voice;
  /** A program that types one command wants no echo of it. */
  readonly #isEchoing: boolean;
  readonly #keys = new KeyReader();
  readonly #line = new LineEditor();
  #prompt = '';

  constructor(voice: Voice, isEchoing: boolean) {
    this.#voice = voice;
    this.#isEchoing = isEchoing;
  }

  /** Begins a line behind `prompt`. What is typed behind a secret one is neither shown nor kept. */
  begin(prompt: string, isSecret: boolean): void {
    if (!this.#isEchoing) return;
    this.#prompt = prompt;
    this.#line.begin(widthOf(prompt), isSecret);
    this.#voice.write(prompt);
  }

  /** Takes bytes up to the end of the first line in them. */
  take(bytes: Uint8Array): Typed {
    for (const [index, byte] of bytes.entries()) {
      const key = this.#keys.take(byte);
      const event = key && this.#line.take(key);
      if (event === undefined) continue;
      this.#echo();
      const taken = index + 1;
      if (event.event === 'tab') this.#complete(event.before);
      else if (event.event === 'redraw') this.#redraw();
      else return { taken, meant: event };
      return { taken };
    }
    this.#echo();
    return { taken: bytes.length };
  }

  /** Somebody else types from now on. */
  forget(): void {
    this.#line.forget();
  }

  #complete(before: string): void {
    const { insert, among } = complete(before);
    if (insert !== '') this.#line.complete(insert);
    else if (among.length > 0) {
      const choice = wrapped(among.join(' '), COLUMNS - 2).map((line) => `  ${line}`);
      this.#voice.say(['', ...choice]);
      this.#voice.write(this.#prompt + this.#line.redrawn());
      return;
    } else this.#line.ring();
    this.#echo();
  }

  #redraw(): void {
    this.#voice.write(`\r\n${this.#prompt}${this.#line.redrawn()}`);
  }

  #echo(): void {
    if (this.#isEchoing) this.#voice.write(this.#line.echo());
  }
}
