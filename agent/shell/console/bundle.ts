/** The support bundle: what the centre wants to see of a box, as one gzipped JSON. It holds no secret and no sound. */
import { readFile } from 'node:fs/promises';
import { freemem, release, totalmem, uptime } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { parse } from 'smol-toml';
import type { ConsoleSettings } from '../../config/console-settings.ts';
import type { Probes } from '../../core/console/diagnosis/probes.ts';
import { isObject } from '../../core/wire/json.ts';

/** Names under which somebody may have put a secret after all; the path of a file under such a name is none, but nobody needs it either. */
const SECRET = /password|secret|token|private/i;

export interface BundleParts {
  readonly status: unknown;
  readonly probes: Probes;
  readonly configFile: string;
  readonly console: ConsoleSettings | string;
  readonly log: readonly string[];
}

export const bundle = async (parts: BundleParts): Promise<Uint8Array> => {
  const { configFile, ...rest } = parts;
  const toml = await readFile(configFile, 'utf8').catch(() => '');
  const text = JSON.stringify({
    ...rest,
    config: withoutSecrets(toml),
    machine: {
      kernel: release(),
      uptimeS: Math.round(uptime()),
      freeMiB: Math.round(freemem() / 1_048_576),
      totalMiB: Math.round(totalmem() / 1_048_576),
      rssMiB: Math.round(process.memoryUsage.rss() / 1_048_576),
    },
  });
  return promisify(gzip)(text);
};

/** Its values alone: what somebody has noted in a comment goes nowhere. */
export const withoutSecrets = (toml: string): unknown => {
  try {
    return JSON.parse(
      JSON.stringify(parse(toml), (name, value: unknown) =>
        SECRET.test(name) && !isObject(value) ? '[left out]' : value,
      ),
    );
  } catch (error) {
    return `not TOML: ${String(error).split('\n')[0]}`;
  }
};
