/** What a source says of its troubles, told once: as a note while it plays, as the reason where nothing was ever announced. */
import type { SourceTrouble } from './opus-source.ts';

export class SourceTroubles {
  readonly #note: (line: string) => void;
  #isAnnounced = false;
  #reason: string | undefined;

  constructor(note: (line: string) => void) {
    this.#note = note;
  }

  /** Why nothing could be announced; undefined where the source did not say. */
  get reason(): string | undefined {
    return this.#reason;
  }

  announced(): void {
    this.#isAnnounced = true;
  }

  readonly tell = ({ state, line }: SourceTrouble): void => {
    if (state === 'over' && !this.#isAnnounced) this.#reason = line;
    else this.#note(line);
  };
}
