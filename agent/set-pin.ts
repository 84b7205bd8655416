/** `loa-agent set-pin`: sets the PIN of a box. It is read from standard input, never from the command line, which others can see. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { ConsoleConfig } from './config/agent-config.ts';
import { cause } from './config/side-files.ts';
import type { Say } from './core/console/phrases/language.ts';
import { PIN_WEAKNESSES, SET_PIN_PHRASES as SAYS } from './core/console/phrases/pin-phrases.ts';
import { pinWeakness } from './core/console/login/pin-strength.ts';
import { setPin } from './shell/console/pin.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Resolves with the exit status. It speaks the language of that console. */
export const setPinOf = async (
  { pinFile, language }: Pick<ConsoleConfig, 'pinFile' | 'language'>,
  boxId: string,
): Promise<number> => {
  const complain = (status: number, says: Say): number => {
    process.stderr.write(`loa-agent: ${says[language]}\n`);
    return status;
  };
  if (pinFile === undefined) return complain(EXIT_USAGE, SAYS.noPlace);
  const typed = await typedPin(SAYS.prompt[language], SAYS.againPrompt[language]);
  if (typed === undefined) return complain(EXIT_USAGE, SAYS.differ);
  const weakness = pinWeakness(typed, boxId);
  if (weakness !== undefined) return complain(EXIT_USAGE, PIN_WEAKNESSES[weakness]);
  try {
    await setPin(pinFile, typed);
  } catch (error) {
    return complain(EXIT_FAILED, SAYS.notWritten(pinFile, cause(error)));
  }
  process.stdout.write(`${SAYS.set(pinFile)[language]}\n`);
  return 0;
};

/** Typed twice at a terminal, unseen; the first line of anything else. Undefined where the two differ. */
const typedPin = async (prompt: string, againPrompt: string): Promise<string | undefined> => {
  const isTerminal = process.stdin.isTTY;
  const unseen = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: isTerminal });
  const ask = async (says: string): Promise<string> => {
    if (isTerminal) process.stderr.write(says);
    const line = await lines.question('');
    if (isTerminal) process.stderr.write('\n');
    return line;
  };
  try {
    const first = await ask(prompt);
    if (!isTerminal) return first;
    return (await ask(againPrompt)) === first ? first : undefined;
  } finally {
    lines.close();
  }
};
