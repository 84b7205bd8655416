/**
 * Sound cards in user space, as ALSA devices of a configuration of their own, with what left each of them. The card itself
 * is `loa-card.c`; who plays to it is not known here. Give `ALSA_CONFIG_PATH` to a process and it has these cards.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CardSettings {
  /** How much faster than CLOCK_MONOTONIC its crystal is. */
  readonly ppm?: number;
  /** It takes exactly so many. */
  readonly channels?: number;
  /** Samples that it holds, whatever it is asked for. */
  readonly ring?: number;
  /** Samples by which its position moves at once, as far as its user can see. */
  readonly granule?: number;
}

/** Sample `firstSample` of the capture left at `startsAtUs` of CLOCK_MONOTONIC, those behind it at that rate. */
export interface Stamp {
  readonly firstSample: number;
  readonly startsAtUs: number;
  readonly samplesPerS: number;
}

/** From that sample on the card had nothing to let out; the silence is not in the capture. */
export interface XrunStamp {
  readonly xrunAtSample: number;
  readonly atUs: number;
}

export class RigCard {
  /** Its ALSA device. */
  readonly name: string;
  readonly #channels: number;
  readonly #path: string;

  constructor(folder: string, name: string, { channels = 1 }: CardSettings) {
    this.name = name;
    this.#channels = channels;
    this.#path = join(folder, name);
  }

  get captureFile(): string {
    return `${this.#path}.raw`;
  }

  get stampsFile(): string {
    return `${this.#path}.jsonl`;
  }

  get controlFile(): string {
    return `${this.#path}.do`;
  }

  /** At its next call the card runs dry, with what it holds. */
  forceXrun(): void {
    this.#command('xrun');
  }

  /** From its next call on it stands still for so long. */
  stall(ms: number): void {
    this.#command(`stall ${ms}`);
  }

  /** It is gone at its next call, and cannot be opened, until `plugIn`. */
  unplug(): void {
    this.#command('vanish');
  }

  plugIn(): void {
    rmSync(this.controlFile, { force: true });
  }

  /** What left the horn, as far as the card was asked: the first channel. */
  sound(): Int16Array {
    const bytes = readFileSync(this.captureFile);
    const samples = Math.floor(bytes.length / 2 / this.#channels);
    return Int16Array.from({ length: samples }, (_, at) =>
      bytes.readInt16LE(at * 2 * this.#channels),
    );
  }

  /** In order of their samples. */
  stamps(): Stamp[] {
    return this.#lines().filter((line): line is Stamp => 'startsAtUs' in line);
  }

  xruns(): XrunStamp[] {
    return this.#lines().filter((line): line is XrunStamp => 'xrunAtSample' in line);
  }

  #lines(): (Stamp | XrunStamp)[] {
    return readFileSync(this.stampsFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Stamp | XrunStamp);
  }

  /** Whole or not at all: the card may look at any moment. */
  #command(command: string): void {
    writeFileSync(`${this.controlFile}.new`, command);
    renameSync(`${this.controlFile}.new`, this.controlFile);
  }
}

/** When a sample of the capture left. */
export const leftAtUs = (stamps: readonly Stamp[], sample: number): number => {
  const stamp = stamps.findLast(({ firstSample }) => firstSample <= sample);
  if (stamp === undefined) throw new RangeError(`nothing says when sample ${sample} left`);
  return stamp.startsAtUs + ((sample - stamp.firstSample) * 1e6) / stamp.samplesPerS;
};

/** Cards by name, their files in `folder`, and the configuration by which ALSA finds them and nothing else. */
export const layOutCards = <N extends string>(
  folder: string,
  library: string,
  settings: Readonly<Record<N, CardSettings>>,
): { readonly configFile: string; readonly cards: Readonly<Record<N, RigCard>> } => {
  const configFile = join(folder, 'asound.conf');
  const entries = Object.entries<CardSettings>(settings).map(([name, card]) => ({
    card: new RigCard(folder, name, card),
    settings: card,
  }));
  writeFileSync(configFile, [head(library), ...entries.map(definition)].join('\n'));
  const cards = Object.fromEntries(entries.map(({ card }) => [card.name, card]));
  return { configFile, cards: cards as Readonly<Record<N, RigCard>> };
};

/** Of ALSA's own names only `plug`, the layer that converts. */
const head = (library: string): string => `
pcm_type.loa_card { lib "${library}" }
pcm.plug { @args [ SLAVE ] @args.SLAVE { type string } type plug slave.pcm $SLAVE }`;

const definition = ({ card, settings }: { card: RigCard; settings: CardSettings }): string => {
  const { ppm = 0, channels = 1, granule = 1, ring = 0 } = settings;
  const numbers = `ppm ${ppm} channels ${channels} granule ${granule} ring ${ring}`;
  const { captureFile, stampsFile, controlFile } = card;
  const files = `capture "${captureFile}" stamps "${stampsFile}" control "${controlFile}"`;
  return `pcm.${card.name} { type loa_card ${numbers} ${files} }`;
};
