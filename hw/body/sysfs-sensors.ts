/** Sensors that the kernel shows as files with one number in them: thermal zones, hwmon, IIO. It knows no meaning of a value. */
import { readFile } from 'node:fs/promises';
import type { SensorReadings, Sensors } from '../ports.ts';

export interface SysfsSensor {
  readonly file: string;
  /** What the number is multiplied by. */
  readonly scale: number;
}

export type SysfsSensorFiles = Readonly<Partial<Record<keyof SensorReadings, SysfsSensor>>>;

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const CHARS_MAX = 32;
/** What takes longer has not been read. A chip of 1-Wire takes 0.75 s. */
const ANSWER_WITHIN_MS = 2_000;

export class SysfsSensors implements Sensors {
  readonly #files: SysfsSensorFiles;
  /** Each holds a thread of Node's pool: a chip that hangs is not asked again, or the disk and the broker would wait for it too. */
  readonly #underWay = new Map<string, Promise<number | null>>();

  constructor(files: SysfsSensorFiles) {
    this.#files = files;
  }

  async read(): Promise<SensorReadings> {
    const readings = await Promise.all(
      Object.entries(this.#files).map(async ([name, { file, scale }]) => [
        name,
        await this.#read(file, scale),
      ]),
    );
    return Object.fromEntries(readings) as SensorReadings;
  }

  #read(file: string, scale: number): Promise<number | null> {
    const underWay = this.#underWay.get(file);
    if (underWay !== undefined) return underWay;
    const answer = new Promise<number | null>((resolve) => {
      const late = setTimeout(resolve, ANSWER_WITHIN_MS, null);
      void numberIn(file, scale).then((number) => {
        clearTimeout(late);
        this.#underWay.delete(file);
        resolve(number);
      });
    });
    this.#underWay.set(file, answer);
    return answer;
  }
}

/** Null where there is no such file, or it is not a number: a chip that is gone answers with an error. */
const numberIn = async (file: string, scale: number): Promise<number | null> => {
  const text = await readFile(file, 'latin1').catch(() => '');
  const said = text.trim();
  return said.length <= CHARS_MAX && NUMBER.test(said) ? Number(said) * scale : null;
};
