/**
 * What one technician is told: in which language, broken at the edge of a terminal, free of what would play with it. It knows no
 * command and no port.
 */
import type { Stage } from './activity/activity.ts';
import type { ConsoleEffect } from './effect.ts';
import type { Language, Say } from './phrases/language.ts';
import { prose } from './view/screen.ts';

export class Voice implements Stage {
  language: Language;
  readonly #emit: (effect: ConsoleEffect) => void;

  constructor(language: Language, emit: (effect: ConsoleEffect) => void) {
    this.language = language;
    this.#emit = emit;
  }

  /** As it is. */
  write(text: string): undefined {
    if (text !== '') this.#emit({ do: 'write', text });
    return undefined;
  }

  /** Whole lines. */
  say(lines: readonly string[]): undefined {
    return this.write(lines.map((line) => `${seen(line)}\r\n`).join(''));
  }

  /** Prose. */
  tell(says: Say): undefined {
    return this.say(this.prose(says));
  }

  prose(says: Say): string[] {
    return prose(says[this.language]);
  }
}

/** A title from outside must not play with the terminal of whoever reads it. */
const seen = (line: string): string => line.replace(/\p{C}/gu, '');
