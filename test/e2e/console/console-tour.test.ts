/**
 * Every command of the grammar on a live box, over a serial port that is a pseudo-terminal, on a real terminal of both sizes, in both
 * languages: each shows what it ought to, and nothing wraps, is cut, or loses a letter. In Vietnamese the commands are typed in
 * Vietnamese: composed on the small terminal, in pieces on the large one.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { usageOf } from '../../../agent/core/console/grammar/form.ts';
import { FORMS } from '../../../agent/core/console/grammar/forms.ts';
import { LANGUAGES, type Language } from '../../../agent/core/console/phrases/language.ts';
import { widthOf } from '../../../agent/core/console/line/cells.ts';
import { lineOf, PIN_OF_BOX, stopOf, type TourStop } from '../../core/console/console-tour.ts';
import { consoleSettings, PIN } from './console-talk.ts';
import { RealTerminal } from './real-terminal.ts';
import { buildSmallVillage } from '../small-village.ts';

const missing = ['socat', 'tmux'].filter((program) => spawnSync(program, ['-V']).error);
const skip = missing.length > 0 && `${missing.join(' and ')} not installed`;

const NAMES: Readonly<Record<Language, string>> = { vi: 'Vietnamese', en: 'English' };

/** Starts the agent again whenever it ends, as the service of a box does. */
const SERVICE = `
trap 'kill "$pid"; wait "$pid"; exit' TERM
while :; do "$@" & pid=$!; wait "$pid"; done
`;
/** A cable that is plugged in again whenever the box has dropped it. */
const CABLE = 'while :; do socat STDIO,raw,echo=0 PTY,link="$0",raw,echo=0; done';
/** Of a key only its beginning is shown. */
const BEGINNINGS = /^(?:Root keys|Khoá gốc) /;
/** For whoever wants to see for himself: every screen, into this file. */
const SCREENS_FILE = process.env['LOA_TOUR_FILE'];

class Technician {
  readonly #terminal: RealTerminal;
  readonly #columns: number;
  readonly #rows: number;
  readonly #spelling: 'NFC' | 'NFD';

  constructor(port: string, columns: number, rows: number) {
    this.#terminal = new RealTerminal(columns, rows, ['sh', '-c', CABLE, port]);
    this.#columns = columns;
    this.#rows = rows;
    this.#spelling = columns === 80 ? 'NFC' : 'NFD';
  }

  close(): Promise<unknown> {
    return this.#terminal.close();
  }

  /** Whoever plugs a cable in presses Enter. */
  async logIn(language: Language): Promise<void> {
    await this.#terminal.shows(/box> *\n*$/, 20_000);
    await this.#terminal.type('login', 'Enter');
    await this.#terminal.shows(/PIN: *\n*$/);
    await this.#terminal.type(PIN, 'Enter');
    await this.#terminal.shows(/box# *\n*$/);
    await this.#terminal.type(`language ${language}`, 'Enter');
    await this.#terminal.shows(/(?:English|Tiếng Việt)\.\n+box# *\n*$/);
  }

  async visit(line: string, stop: TourStop, language: Language): Promise<void> {
    await this.#terminal.clear();
    await this.#terminal.write(line.normalize(this.#spelling));
    await this.#terminal.reads(
      (screen) => screen.normalize('NFC').trim() === line.normalize('NFC'),
      line,
    );
    await this.#terminal.type('Enter');
    for (const [asked, answer] of (stop.answers ?? []).entries()) {
      await this.#terminal.shows(new RegExp(`(?:[^\\n]*PIN[^\\n]*:[ *]*\\n+){${asked + 1}}$`));
      await this.#terminal.type(answer === PIN_OF_BOX ? PIN : answer, 'Enter');
    }
    const shown = async (wanted: RegExp): Promise<string> =>
      (await this.#terminal.shows(wanted, 20_000, stop.isLong)).normalize('NFC');
    let screen = await shown(stop.shows[language]);
    if (stop.leaves !== undefined) await this.#terminal.type(stop.leaves);
    if (stop.isRestart !== true) screen = await shown(stop.isLogout ? /box> *\n*$/ : /box# *\n*$/);
    if (SCREENS_FILE !== undefined) {
      writeFileSync(SCREENS_FILE, `==== ${this.#columns}, ${line}\n${screen.trimEnd()}\n`, {
        flag: 'a',
      });
    }
    if (stop.isLong === true) return;
    this.#isWhole(...(await this.#terminal.wrappedAndNot()));
  }

  /** Within the screen, and with every letter. */
  #isWhole(screen: string, unwrapped: string): void {
    const lines = screen.trimEnd().split('\n');
    assert.ok(lines.length <= this.#rows, `more than a screen:\n${screen}`);
    assert.equal(unwrapped.trimEnd().split('\n').length, lines.length, `wraps:\n${screen}`);
    for (const text of lines) assert.ok(widthOf(text) < 80, `wider than 79: ${text}`);
    assert.doesNotMatch(screen, /\ufffd|�|undefined|NaN|\[object/, 'a letter is lost');
    const cut = lines.filter((text) => text.includes('…') && !BEGINNINGS.test(text));
    assert.deepEqual(cut, [], 'something is cut');
  }
}

const SIZES = [
  [80, 24],
  [132, 50],
] as const;

describe('the tour of the console', { skip, concurrency: true }, () => {
  for (const [columns, rows] of SIZES) {
    for (const language of LANGUAGES) {
      test(`on a terminal of ${columns}×${rows}, in ${NAMES[language]}`, async (t) => {
        const village = await buildSmallVillage(t);
        const { folder } = village;
        const service = join(folder, 'service.sh');
        writeFileSync(service, SERVICE);
        const port = join(folder, 'ttyBox');
        const [signal, temperature] = [join(folder, 'signal'), join(folder, 'temperature')];
        writeFileSync(signal, '-87\n');
        writeFileSync(temperature, '41000\n');
        const box = village.startBox({
          sensors: { signal_file: signal, temperature_file: temperature },
          runner: ['sh', service],
          console: { ...(await consoleSettings(folder)), port },
        });
        const technician = new Technician(port, columns, rows);
        t.after(() => technician.close());
        await box.event('link.up');
        await technician.logIn(language);
        for (const form of FORMS) {
          const stop = stopOf(form);
          assert.ok(stop !== undefined, `${usageOf(form, 'en')} is not in the tour`);
          const before = box.lines.at(-1);
          await technician.visit(lineOf(form, stop, language), stop, language);
          if (stop.isRestart === true) {
            // It may be up again before its last screen has been looked at.
            await box.logged(({ event }) => event === 'link.up', 20_000, before);
          }
          if (stop.isRestart === true || stop.isLogout === true) await technician.logIn(language);
        }
      });
    }
  }
});
