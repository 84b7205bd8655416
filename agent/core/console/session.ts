/**
 * One technician at one line: what is typed goes in, what the terminal shall show and what the shell shall do comes out. It owns
 * the prompt and who answers a command; it knows neither the port nor what a screen looks like.
 *
 * Rule of use: `type` until it answers 0, then `drain` and perform; the same after `wake`.
 */
import type { MonoUs } from '../vocabulary.ts';
import type { ConsoleEffect } from './effect.ts';
import { complete } from './grammar/completion.ts';
import type { Command } from './grammar/command.ts';
import { understand } from './grammar/grammar.ts';
import { shortened, widthOf } from './line/cells.ts';
import { KeyReader } from './line/key-reader.ts';
import { LineEditor, type LineEvent } from './line/line-editor.ts';
import type { Language, Say } from './phrases/language.ts';
import { SESSION_PHRASES as SAYS } from './phrases/session-phrases.ts';
import type { BoxSnapshot } from './snapshot.ts';
import { commandHelpView, helpView } from './view/help-view.ts';
import { COLUMNS, wrapped } from './view/screen.ts';
import { statusJson, statusView } from './view/status-view.ts';

/** A longer name is cut in the prompt, to leave room for a line. */
const NAME_COLUMNS_MAX = 24;

export interface SessionParts {
  readonly language: Language;
  /** `once`: a program that types one command and wants its answer alone: no greeting, no prompt, no echo. */
  readonly manner: 'terminal' | 'once';
  /** The box as it is now. */
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
}

export class ConsoleSession {
  readonly #parts: SessionParts;
  readonly #keys = new KeyReader();
  readonly #line = new LineEditor();
  #effects: ConsoleEffect[] = [];
  #language: Language;
  #isOver = false;

  constructor(parts: SessionParts, nowUs: MonoUs) {
    this.#parts = parts;
    this.#language = parts.language;
    if (parts.manner === 'once') return;
    const { box, facts } = parts.snapshot(nowUs);
    this.#say(['']);
    this.#tell(SAYS.greeting(box, facts.version));
    this.#prompt(nowUs);
  }

  /** Takes what was typed, up to the end of the first line in it, and answers how many bytes that was. */
  type(bytes: Uint8Array, nowUs: MonoUs): number {
    if (this.#isOver) return bytes.length;
    for (const [index, byte] of bytes.entries()) {
      const key = this.#keys.take(byte);
      const event = key && this.#line.take(key);
      if (event === undefined) continue;
      this.#echo();
      if (this.#parts.manner === 'once') this.#obeyOnce(event, nowUs);
      else this.#heed(event, nowUs);
      return index + 1;
    }
    this.#echo();
    return bytes.length;
  }

  /** What is to be done since the last time, in order. */
  drain(): ConsoleEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #heed(event: LineEvent, nowUs: MonoUs): void {
    switch (event.event) {
      case 'tab':
        return this.#complete(event.before, nowUs);
      case 'redraw':
        this.#write(`\r\n${this.#promptText(nowUs)}${this.#line.redrawn()}`);
        return;
      case 'interrupt':
        this.#write('^C\r\n');
        return this.#prompt(nowUs);
      case 'overlong':
        this.#write('\r\n');
        this.#tell(SAYS.overlong);
        return this.#prompt(nowUs);
      case 'end-of-input':
        this.#write('\r\n');
        return this.#leave();
      case 'line':
        this.#write('\r\n');
        this.#obey(event.text, nowUs);
        if (!this.#isOver) this.#prompt(nowUs);
    }
  }

  #obeyOnce(event: LineEvent, nowUs: MonoUs): void {
    if (event.event === 'line') this.#obey(event.text, nowUs);
    this.#close();
  }

  #obey(line: string, nowUs: MonoUs): void {
    const understood = understand(line);
    if (understood.ok === 'empty') return;
    if (!understood.ok) return this.#tell(understood.says);
    this.#run(understood.command, nowUs);
  }

  #run(command: Command, nowUs: MonoUs): void {
    const { snapshot } = this.#parts;
    switch (command.command) {
      case 'status': {
        const box = snapshot(nowUs);
        return this.#say(
          command.as === 'json' ? [statusJson(box)] : statusView(box, this.#language),
        );
      }
      case 'help':
        return this.#help(command.about);
      case 'language':
        this.#language = command.language;
        return this.#tell(SAYS.languageIs);
      case 'logout':
        return this.#leave();
    }
  }

  #help(about: string | undefined): void {
    if (about === undefined) return this.#say(helpView(this.#language));
    const view = commandHelpView(about, this.#language);
    if (view === undefined) this.#tell(SAYS.noCommand(about));
    else this.#say(view);
  }

  #complete(before: string, nowUs: MonoUs): void {
    const { insert, among } = complete(before);
    if (insert !== '') this.#line.complete(insert);
    else if (among.length > 0) {
      this.#write(`\r\n  ${among.join('  ')}\r\n${this.#promptText(nowUs)}${this.#line.redrawn()}`);
      return;
    } else this.#line.ring();
    this.#echo();
  }

  #echo(): void {
    if (this.#parts.manner === 'terminal') this.#write(this.#line.echo());
  }

  #leave(): void {
    this.#tell(SAYS.goodbye);
    this.#close();
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#effects.push({ do: 'close' });
  }

  #prompt(nowUs: MonoUs): void {
    const text = this.#promptText(nowUs);
    this.#line.begin(widthOf(text), false);
    this.#write(text);
  }

  #promptText(nowUs: MonoUs): string {
    return `${shortened(this.#parts.snapshot(nowUs).box, NAME_COLUMNS_MAX)}> `;
  }

  /** Prose, broken at the edge of the terminal. */
  #tell(says: Say): void {
    this.#say(says[this.#language].split('\n').flatMap((line) => wrapped(line, COLUMNS)));
  }

  #say(lines: readonly string[]): void {
    this.#write(lines.map((line) => `${line}\r\n`).join(''));
  }

  #write(text: string): void {
    if (text !== '') this.#effects.push({ do: 'write', text });
  }
}
