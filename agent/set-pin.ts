/** `loa-agent set-pin`: sets the PIN of a box. It is read from standard input, never from the command line, which others can see. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { cause } from './config/side-files.ts';
import { PIN_WEAKNESSES } from './core/console/phrases/pin-phrases.ts';
import { pinWeakness } from './core/console/login/pin-strength.ts';
import { setPin } from './shell/console/pin.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Resolves with the exit status. */
export const setPinOf = async (pinFile: string | undefined, boxId: string): Promise<number> => {
  if (pinFile === undefined) {
    return complain(
      EXIT_USAGE,
      'there is no place for a PIN: set console.pin_file in the configuration',
    );
  }
  const typed = await typedPin();
  if (typed === undefined) return complain(EXIT_USAGE, 'the two PINs differ: nothing was changed');
  const weakness = pinWeakness(typed, boxId);
  if (weakness !== undefined) return complain(EXIT_USAGE, PIN_WEAKNESSES[weakness].en);
  try {
    await setPin(pinFile, typed);
  } catch (error) {
    return complain(EXIT_FAILED, `cannot write ${pinFile}: ${cause(error)}`);
  }
  process.stdout.write(`the PIN is set, hashed, in ${pinFile}\n`);
  return 0;
};

const complain = (status: number, says: string): number => {
  process.stderr.write(`loa-agent: ${says}\n`);
  return status;
};

/** Typed twice at a terminal, unseen; the first line of anything else. Undefined where the two differ. */
const typedPin = async (): Promise<string | undefined> => {
  const isTerminal = process.stdin.isTTY;
  const unseen = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: isTerminal });
  const ask = async (prompt: string): Promise<string> => {
    if (isTerminal) process.stderr.write(prompt);
    const line = await lines.question('');
    if (isTerminal) process.stderr.write('\n');
    return line;
  };
  try {
    const first = await ask('PIN: ');
    if (!isTerminal) return first;
    return (await ask('PIN again: ')) === first ? first : undefined;
  } finally {
    lines.close();
  }
};
