/** `loa-agent proof`: checks a proof of play, or shows it. Works while the agent runs. */
import { createHash } from 'node:crypto';
import { ChainCheck, type ChainFault } from './core/wire/proof/proof-chain.ts';
import { proofLines, UnreadableProof } from './proof-lines.ts';

const EXIT_BROKEN = 1;
const EXIT_UNREADABLE = 2;

const FAULTS: Readonly<Record<ChainFault, string>> = {
  unreadable: 'it is no record',
  hash: 'it was changed: it has another hash than was kept with it',
  number: 'the record before it is missing',
  previous: 'it does not follow upon the record before it, which was changed or is another',
  beginning: 'it begins a chain and does not say so',
};

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** The exit status: 0 it holds, 1 it does not, 2 it cannot be read. */
export const verifyProof = (file: string): number =>
  reading(() => {
    const check = new ChainCheck(sha256);
    let count = 0;
    let first = 0;
    for (const { line, hash } of proofLines(file)) {
      const fault = check.take(line, hash);
      count += 1;
      if (fault !== undefined) {
        process.stdout.write(`${file}: BROKEN at ${nameOf(line, count)}: ${FAULTS[fault]}\n`);
        return EXIT_BROKEN;
      }
      if (count === 1) first = check.last?.number ?? 0;
    }
    const { last } = check;
    process.stdout.write(
      last === undefined
        ? `${file}: no record yet\n`
        : `${file}: whole: ${count} record${count === 1 ? '' : 's'}, ${first} to ${last.number}, the last with ${last.hash}\n`,
    );
    return 0;
  });

/** Each record in a line for people, or with `json` as it is. */
export const showProof = (file: string, { json, last }: { json: boolean; last: number }): number =>
  reading(() => {
    const lines = [...proofLines(file)].slice(-last);
    for (const { line } of lines) process.stdout.write(`${json ? line : inWords(line)}\n`);
    return 0;
  });

const reading = (read: () => number): number => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnreadableProof)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT_UNREADABLE;
  }
};

const nameOf = (line: string, place: number): string => {
  const { number } = parsed(line);
  return typeof number === 'number' ? `record ${number}` : `line ${place}`;
};

const inWords = (line: string): string => {
  const { number, atUs, record, ...rest } = parsed(line);
  const at = new Date(Number(atUs) / 1_000).toISOString().slice(0, 19).replace('T', ' ');
  const { title, issuer, class: bulletinClass, heardS, why, what, by, detail } = rest;
  const words =
    record === 'played'
      ? [
          `${String(bulletinClass)}, "${String(title)}" by ${String(issuer)}`,
          `${Number(heardS).toFixed(1)} s heard`,
          why,
        ]
      : [what ?? why, by, detail === undefined ? undefined : JSON.stringify(detail)];
  const said = words.filter((word) => word !== undefined).map(String);
  return `${String(number).padStart(6)}  ${at}  ${String(record).padEnd(9)}  ${said.join('; ')}`;
};

const parsed = (line: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    // Named by its place instead.
    return {};
  }
};
