/**
 * One technician at one line: what is typed goes in, what the terminal shall show and what the shell shall do comes out. It owns
 * the prompt, the login and whose turn it is; it knows neither the port nor what a screen looks like.
 *
 * Rule of use: `type` for as long as it takes something, `drain` and perform; the same after `wake` and `answer`.
 */
import { NEVER, monoUs, type MonoUs } from '../vocabulary.ts';
import type { Activity, Stage } from './activity.ts';
import { Asking } from './asking.ts';
import type { Answer, ConsoleEffect } from './effect.ts';
import { complete } from './grammar/completion.ts';
import type { Command } from './grammar/command.ts';
import { understand } from './grammar/grammar.ts';
import { shortened, widthOf } from './line/cells.ts';
import { KeyReader } from './line/key-reader.ts';
import { LineEditor, type LineEvent } from './line/line-editor.ts';
import { Login } from './login.ts';
import { obey } from './obey.ts';
import type { Language, Say } from './phrases/language.ts';
import { SESSION_PHRASES as SAYS } from './phrases/session-phrases.ts';
import type { BoxSnapshot } from './snapshot.ts';
import { COLUMNS, wrapped } from './view/screen.ts';

/** A longer name is cut in the prompt, to leave room for a line. */
const NAME_COLUMNS_MAX = 24;

export interface SessionParts {
  readonly language: Language;
  /**
   * `line`: a serial port, which never hangs up: whoever leaves makes room for the next. `once`: a program that types one command and
   * wants its answer alone, without greeting, prompt and echo.
   */
  readonly manner: 'terminal' | 'line' | 'once';
  /** The box as it is now. */
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
  /** Nothing that was written still waits for the terminal. */
  readonly isClear: () => boolean;
}

export class ConsoleSession {
  readonly #parts: SessionParts;
  readonly #keys = new KeyReader();
  readonly #line = new LineEditor();
  #effects: ConsoleEffect[] = [];
  #language: Language;
  #activity: Activity | undefined;
  readonly #login = new Login((what) => {
    this.#effects.push({ do: 'note', what });
  });
  readonly #stage: Stage = {
    write: (text) => this.#write(text),
    say: (lines) => this.#say(lines),
  };
  #isOver = false;

  constructor(parts: SessionParts, nowUs: MonoUs) {
    this.#parts = parts;
    this.#language = parts.language;
    if (parts.manner === 'once') return;
    this.#greet(nowUs);
    this.#prompt(nowUs);
  }

  /** Takes what was typed, up to the end of the first line in it, and answers how many bytes that was; 0 while it must wait. */
  type(bytes: Uint8Array, nowUs: MonoUs): number {
    if (this.#isOver) return bytes.length;
    this.#login.touched(nowUs);
    if (this.#activity !== undefined) return this.#interrupt(this.#activity, bytes, nowUs);
    for (const [index, byte] of bytes.entries()) {
      const key = this.#keys.take(byte);
      const event = key && this.#line.take(key);
      if (event === undefined) continue;
      this.#echo();
      this.#heed(event, nowUs);
      return index + 1;
    }
    this.#echo();
    return bytes.length;
  }

  answer(answer: Answer, nowUs: MonoUs): void {
    this.#activity?.take(answer, nowUs);
    this.#settle(nowUs);
  }

  wake(nowUs: MonoUs): void {
    this.#activity?.wake(nowUs);
    this.#settle(nowUs);
    if (nowUs < this.#login.idleUs) return;
    this.#activity?.stop();
    this.#activity = undefined;
    this.#effects.push({ do: 'forget' });
    this.#login.leave('idle');
    this.#say(['']);
    this.#tell(SAYS.idle);
    this.#prompt(nowUs);
  }

  get nextWakeUs(): MonoUs {
    if (this.#isOver) return NEVER;
    return monoUs(Math.min(this.#activity?.nextWakeUs ?? NEVER, this.#login.idleUs));
  }

  /** What is typed waits. */
  get isBusy(): boolean {
    return this.#activity !== undefined;
  }

  /** What is to be done since the last time, in order. */
  drain(): ConsoleEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Ctrl-C stops what runs and drops what was typed before it; what is only looked at ends by `q` and Enter too. */
  #interrupt(activity: Activity, bytes: Uint8Array, nowUs: MonoUs): number {
    const stops = activity.isWatched ? WATCH_STOPS : STOPS;
    const at = bytes.findIndex((byte) => stops.includes(byte));
    if (at < 0) return activity.isWatched ? bytes.length : 0;
    activity.stop();
    this.#effects.push({ do: 'forget' });
    this.#settle(nowUs);
    return at + 1;
  }

  /** The turn is the technician's again once what ran is over. */
  #settle(nowUs: MonoUs): void {
    if (this.#activity?.isOver !== true) return;
    this.#activity = undefined;
    const pending = this.#login.takePending();
    if (pending !== '' && this.#login.isMember) this.#obey(pending, nowUs);
    this.#goOn(nowUs);
  }

  /** A command is done with, or has begun something that is not. */
  #goOn(nowUs: MonoUs): void {
    if (this.#activity !== undefined) return this.#settle(nowUs);
    if (this.#parts.manner === 'once') return this.#close();
    if (!this.#isOver) this.#prompt(nowUs);
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
        this.#login.asked();
        return this.#prompt(nowUs);
      case 'overlong':
        this.#write('\r\n');
        this.#tell(SAYS.overlong);
        return this.#prompt(nowUs);
      case 'end-of-input':
        this.#write('\r\n');
        this.#leave(nowUs);
        return this.#goOn(nowUs);
      case 'line':
        if (this.#parts.manner !== 'once') this.#write('\r\n');
        if (this.#login.isAsking) this.#checkPin(event.text, nowUs);
        else this.#obey(event.text, nowUs);
        this.#goOn(nowUs);
    }
  }

  #obey(line: string, nowUs: MonoUs): void {
    const understood = understand(line);
    if (understood.ok === 'empty') return;
    if (!understood.ok) return this.#tell(understood.says);
    const { form, command } = understood;
    if (!form.isOpen) {
      if (!this.#login.isMember) return this.#askPin(line);
      this.#effects.push({ do: 'note', what: { did: 'command', line } });
    }
    this.#run(command, nowUs);
  }

  #run(command: Command, nowUs: MonoUs): void {
    switch (command.command) {
      case 'language':
        this.#language = command.language;
        return this.#tell(SAYS.languageIs);
      case 'login':
        return this.#login.isMember ? this.#tell(SAYS.pinRight) : this.#askPin('');
      case 'logout':
        return this.#leave(nowUs);
      default:
        this.#activity = obey(command, {
          stage: this.#stage,
          tell: (says) => this.#tell(says),
          effect: (effect) => {
            this.#effects.push(effect);
          },
          language: this.#language,
          snapshot: this.#parts.snapshot,
          isClear: this.#parts.isClear,
          nowUs,
        });
    }
  }

  #askPin(line: string): undefined {
    if (this.#parts.manner === 'once') return this.#tell(SAYS.pinNeeded);
    this.#login.ask(line);
    return undefined;
  }

  #checkPin(pin: string, nowUs: MonoUs): void {
    this.#login.asked();
    this.#effects.push({ do: 'ask', question: { about: 'pin', pin } });
    this.#activity = new Asking({
      stage: this.#stage,
      about: 'pin',
      show: (answer) => (answer.about === 'pin' ? this.#prose(this.#login.take(answer)) : []),
      late: SAYS.noAnswer[this.#language],
      nowUs,
    });
  }

  #complete(before: string, nowUs: MonoUs): void {
    const { insert, among } = complete(before);
    if (insert !== '') this.#line.complete(insert);
    else if (among.length > 0) {
      const choice = wrapped(among.join(' '), COLUMNS - 2).map((line) => `  ${line}`);
      this.#say(['', ...choice]);
      this.#write(this.#promptText(nowUs) + this.#line.redrawn());
      return;
    } else this.#line.ring();
    this.#echo();
  }

  #echo(): void {
    if (this.#parts.manner !== 'once') this.#write(this.#line.echo());
  }

  #greet(nowUs: MonoUs): void {
    const { box, facts } = this.#parts.snapshot(nowUs);
    this.#say(['']);
    this.#tell(SAYS.greeting(box, facts.version));
  }

  #leave(nowUs: MonoUs): void {
    this.#login.leave('asked');
    this.#tell(SAYS.goodbye);
    if (this.#parts.manner !== 'line') return this.#close();
    this.#language = this.#parts.language;
    this.#line.forget();
    this.#greet(nowUs);
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#effects.push({ do: 'close' });
  }

  #prompt(nowUs: MonoUs): void {
    if (this.#parts.manner === 'once') return;
    const text = this.#promptText(nowUs);
    this.#line.begin(widthOf(text), this.#login.isAsking);
    this.#write(text);
  }

  #promptText(nowUs: MonoUs): string {
    if (this.#login.isAsking) return SAYS.pinPrompt[this.#language];
    const name = shortened(this.#parts.snapshot(nowUs).box, NAME_COLUMNS_MAX);
    return `${name}${this.#login.isMember ? '#' : '>'} `;
  }

  #tell(says: Say): undefined {
    return this.#say(this.#prose(says));
  }

  /** Broken at the edge of the terminal. */
  #prose(says: Say): string[] {
    return says[this.#language].split('\n').flatMap((line) => wrapped(line, COLUMNS));
  }

  #say(lines: readonly string[]): undefined {
    return this.#write(lines.map((line) => `${seen(line)}\r\n`).join(''));
  }

  #write(text: string): undefined {
    if (text !== '') this.#effects.push({ do: 'write', text });
    return undefined;
  }
}

/** A title from outside must not play with the terminal of whoever reads it. */
const seen = (line: string): string => line.replace(/\p{C}/gu, '');

const CTRL_C = 0x03;
const STOPS = [CTRL_C];
/** Enter by either of its spellings, and both letters q. */
const WATCH_STOPS = [CTRL_C, 0x0d, 0x0a, 0x71, 0x51];
