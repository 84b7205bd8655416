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

export class SysfsSensors implements Sensors {
  readonly #files: SysfsSensorFiles;

  constructor(files: SysfsSensorFiles) {
    this.#files = files;
  }

  async read(): Promise<SensorReadings> {
    const readings = await Promise.all(
      Object.entries(this.#files).map(async ([name, { file, scale }]) => [
        name,
        await numberIn(file, scale),
      ]),
    );
    return Object.fromEntries(readings) as SensorReadings;
  }
}

/** Null where there is no such file, or it is not a number: a chip that is gone answers with an error. */
const numberIn = async (file: string, scale: number): Promise<number | null> => {
  const text = await readFile(file, 'latin1').catch(() => '');
  const said = text.trim();
  return said.length <= CHARS_MAX && NUMBER.test(said) ? Number(said) * scale : null;
};
