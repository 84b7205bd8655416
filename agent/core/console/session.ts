/**
 * One technician at one line: what is typed goes in, what the terminal shall show and what the shell shall do comes out. It owns
 * whose turn it is: the technician's, or that of a command which takes its time. It knows neither the port nor what a screen looks like.
 *
 * Rule of use: `type` for as long as it takes something, `drain` and perform; the same after `wake` and `answer`.
 */
import { NEVER, monoUs, type MonoUs } from '../vocabulary.ts';
import type { Activity } from './activity/activity.ts';
import type { Answer, ConsoleEffect, Note } from './effect.ts';
import type { Command } from './grammar/command.ts';
import { understand } from './grammar/grammar.ts';
import type { Host } from './host.ts';
import { Keyboard, type Meant } from './keyboard.ts';
import { shortened } from './line/cells.ts';
import { Login } from './login/login.ts';
import type { Office } from './office.ts';
import type { Language } from './phrases/language.ts';
import { PIN_PHRASES } from './phrases/pin-phrases.ts';
import { SESSION_PHRASES as SAYS } from './phrases/session-phrases.ts';
import { Unseen } from './login/unseen.ts';
import { Voice } from './voice.ts';

/** A longer name is cut in the prompt, to leave room for a line. */
const NAME_COLUMNS_MAX = 24;

export interface SessionParts {
  readonly language: Language;
  /**
   * `line`: a serial port, which never hangs up: whoever leaves makes room for the next. `once`: a program that types one command and
   * wants its answer alone, without greeting, prompt and echo.
   */
  readonly manner: 'terminal' | 'line' | 'once';
  readonly host: Host;
  /** Nothing that was written still waits for the terminal. */
  readonly isClear: () => boolean;
}

export class ConsoleSession {
  readonly #parts: SessionParts;
  readonly #voice: Voice;
  readonly #keyboard: Keyboard;
  readonly #login: Login;
  #effects: ConsoleEffect[] = [];
  #activity: Activity | undefined;
  /** The line that is typed belongs to it. */
  #unseen: Unseen | undefined;
  #isOver = false;

  constructor(parts: SessionParts, nowUs: MonoUs) {
    this.#parts = parts;
    this.#voice = new Voice(parts.language, (effect) => {
      this.#effects.push(effect);
    });
    this.#keyboard = new Keyboard(this.#voice, parts.manner !== 'once');
    this.#login = new Login((what) => {
      this.#note(what);
    });
    if (parts.manner === 'once') return;
    this.#greet(nowUs);
    this.#prompt(nowUs);
  }

  /** Takes what was typed, up to the end of the first line in it, and answers how many bytes that was; 0 while it must wait. */
  type(bytes: Uint8Array, nowUs: MonoUs): number {
    if (this.#isOver) return bytes.length;
    this.#login.touched(nowUs);
    if (this.#activity !== undefined) return this.#interrupt(this.#activity, bytes, nowUs);
    const { taken, meant } = this.#keyboard.take(bytes);
    if (meant !== undefined) this.#heed(meant, nowUs);
    return taken;
  }

  answer(answer: Answer, nowUs: MonoUs): void {
    this.#activity?.take(answer, nowUs);
    this.#settle(nowUs);
  }

  wake(nowUs: MonoUs): void {
    this.#activity?.wake(nowUs);
    this.#settle(nowUs);
    if (nowUs >= this.#login.idleUs) this.#lapse('idle', nowUs);
  }

  /** The PIN is another: whoever was let in by the old one shows the new one. */
  expel(nowUs: MonoUs): void {
    if (this.#login.isMember && !this.#isOver) this.#lapse('pin-change', nowUs);
  }

  /** The terminal is gone. */
  hangUp(): void {
    this.#login.leave('hung-up');
    this.#isOver = true;
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
    if (activity.hear !== undefined) {
      activity.hear(bytes, nowUs);
      this.#settle(nowUs);
      return bytes.length;
    }
    const stops = activity.isWatched ? WATCH_STOPS : STOPS;
    const at = bytes.findIndex((byte) => stops.includes(byte));
    if (at < 0) return activity.isWatched ? bytes.length : 0;
    this.#stop(activity);
    this.#settle(nowUs);
    return at + 1;
  }

  #stop(activity: Activity): void {
    activity.stop();
    this.#effects.push({ do: 'forget' });
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

  #heed(meant: Meant, nowUs: MonoUs): void {
    switch (meant.event) {
      case 'interrupt':
        this.#voice.write('^C\r\n');
        this.#unseen = undefined;
        return this.#prompt(nowUs);
      case 'overlong':
        this.#voice.write('\r\n');
        this.#voice.tell(SAYS.overlong);
        return this.#prompt(nowUs);
      case 'end-of-input':
        this.#voice.write('\r\n');
        this.#leave(nowUs);
        return this.#goOn(nowUs);
      case 'line':
        if (this.#parts.manner !== 'once') this.#voice.write('\r\n');
        if (this.#unseen === undefined) this.#obey(meant.text, nowUs);
        else this.#unseal(this.#unseen, meant.text, nowUs);
        return this.#goOn(nowUs);
    }
  }

  #obey(line: string, nowUs: MonoUs): void {
    const understood = understand(line);
    if (understood.ok === 'empty') return this.#answerEnter(nowUs);
    if (!understood.ok) return this.#voice.tell(understood.says);
    const { form, command } = understood;
    if (!this.#parts.host.isOpen(form, command, nowUs)) {
      if (!this.#login.isMember) return this.#askPin(line, nowUs);
      this.#note({ did: 'command', line });
    }
    this.#run(command, nowUs);
  }

  #answerEnter(nowUs: MonoUs): void {
    const says = this.#parts.host.answerToEnter(nowUs);
    if (says !== undefined) this.#voice.tell(says);
  }

  #run(command: Command, nowUs: MonoUs): void {
    switch (command.command) {
      case 'language':
        this.#voice.language = command.language;
        return this.#voice.tell(SAYS.languageIs);
      case 'login':
        return this.#login.isMember ? this.#voice.tell(PIN_PHRASES.right) : this.#askPin('', nowUs);
      case 'logout':
        return this.#leave(nowUs);
      default:
        this.#activity = this.#parts.host.obey(command, this.#office(nowUs));
    }
  }

  /** What is done with lines that were asked for unseen. */
  #unseal(unseen: Unseen, line: string, nowUs: MonoUs): void {
    const then = unseen.take(line);
    if (then === undefined) return;
    this.#unseen = undefined;
    this.#activity = then(this.#office(nowUs));
  }

  #askPin(line: string, nowUs: MonoUs): undefined {
    const lack = this.#parts.host.withoutPin(nowUs);
    if (lack !== undefined) return this.#voice.tell(lack);
    if (this.#parts.manner === 'once') return this.#voice.tell(PIN_PHRASES.needed);
    return this.#login.ask(line, this.#office(nowUs));
  }

  #office(nowUs: MonoUs): Office {
    const { host, isClear } = this.#parts;
    return {
      voice: this.#voice,
      effect: (effect) => {
        this.#effects.push(effect);
      },
      askUnseen: (prompts, then) => {
        this.#unseen = new Unseen(prompts, then);
        return undefined;
      },
      boxName: host.nameAt(nowUs),
      isClear,
      nowUs,
    };
  }

  #greet(nowUs: MonoUs): void {
    this.#voice.say(['']);
    this.#voice.tell(this.#parts.host.greetingAt(nowUs));
  }

  #leave(nowUs: MonoUs): void {
    this.#unseen = undefined;
    this.#login.leave('asked');
    this.#voice.tell(SAYS.goodbye);
    if (this.#parts.manner !== 'line') return this.#close();
    this.#voice.language = this.#parts.language;
    this.#keyboard.forget();
    this.#greet(nowUs);
  }

  /** Whoever comes next may be somebody else. */
  #lapse(why: 'idle' | 'pin-change', nowUs: MonoUs): void {
    if (this.#activity !== undefined) this.#stop(this.#activity);
    this.#activity = undefined;
    this.#unseen = undefined;
    this.#login.leave(why);
    this.#keyboard.forget();
    this.#voice.say(['']);
    this.#voice.tell(why === 'idle' ? SAYS.idle : PIN_PHRASES.changedElsewhere);
    this.#prompt(nowUs);
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#effects.push({ do: 'close' });
  }

  #prompt(nowUs: MonoUs): void {
    const unseen = this.#unseen;
    this.#keyboard.begin(
      unseen === undefined ? this.#ownPrompt(nowUs) : unseen.prompt[this.#voice.language],
      unseen !== undefined,
    );
  }

  #ownPrompt(nowUs: MonoUs): string {
    const name = shortened(this.#parts.host.nameAt(nowUs), NAME_COLUMNS_MAX);
    return `${name}${this.#login.isMember ? '#' : '>'} `;
  }

  #note(what: Note): void {
    this.#effects.push({ do: 'note', what });
  }
}

const CTRL_C = 0x03;
const STOPS = [CTRL_C];
/** Enter by either of its spellings, and both letters q. */
const WATCH_STOPS = [CTRL_C, 0x0d, 0x0a, 0x71, 0x51];
