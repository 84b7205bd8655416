/** The support bundle: what the centre wants to see of a box, as one gzipped JSON in base64. It holds no secret and no sound. */
import { freemem, release, totalmem, uptime } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import type { Probes } from '../../core/console/diagnosis/probes.ts';

/** Of a line of base64 (RFC 2045). */
const COLUMNS = 76;
/** Names under which somebody may have put a secret after all. */
const SECRET = /^(\s*[\w.]*(?:password|secret|token|private)\w*\s*=).*$/gim;

export interface BundleParts {
  readonly status: unknown;
  readonly probes: Probes;
  readonly configFile: string;
  readonly log: readonly string[];
}

/** Lines between which nothing else stands. */
export const bundleLines = async (parts: BundleParts): Promise<string[]> => {
  const { status, probes, configFile, log } = parts;
  const config = await readFile(configFile, 'utf8').catch(() => '');
  const text = JSON.stringify({
    status,
    probes,
    config: withoutSecrets(config),
    log,
    machine: {
      kernel: release(),
      uptimeS: Math.round(uptime()),
      freeMiB: Math.round(freemem() / 1_048_576),
      totalMiB: Math.round(totalmem() / 1_048_576),
      rssMiB: Math.round(process.memoryUsage.rss() / 1_048_576),
    },
  });
  const base64 = (await promisify(gzip)(text)).toString('base64');
  return [
    '-----BEGIN LOA BUNDLE-----',
    ...(base64.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? []),
    '-----END LOA BUNDLE-----',
  ];
};

/** A file's path under such a name is no secret, but nobody needs it either. */
export const withoutSecrets = (toml: string): string => toml.replace(SECRET, '$1 "[secret]"');
