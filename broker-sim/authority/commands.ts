/** `loa-sim authority …`: what can be asked of an authority, and with which options. What each does is in a file of its own. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { addBrokerOptions } from '../command/broker-options.ts';
import { BULLETIN_CLASSES, type BulletinClass } from '../../agent/core/vocabulary.ts';
import { isKeyId } from '../../agent/core/wire/jws.ts';
import { RIGHTS, isIssuerId } from '../../agent/core/wire/trust/mandate.ts';
import { isArea } from '../../agent/core/wire/topic.ts';
import { isUlid } from '../../agent/core/wire/ulid.ts';
import type { IssueFlags } from './issue.ts';
import type { PublishFlags } from './publish.ts';
import type { ReplaceFlags } from './replace-root.ts';
import type { RevokeFlags } from './revoke.ts';
import { LIMITS } from '../../agent/core/limits.ts';

const DAYS_MAX = 36_500;

const EXAMPLES = `
From nothing to a studio that may speak:
  loa-sim authority init roots                       two roots; prints what a box must pin
  loa-sim key xa.key                                 the commune makes its key, and tells its public half
  loa-sim authority issue --by roots/working.key --subject xa-langmau --public-key PUBLIC \\
      --area vn.langmau --class emergency --delegations 1 --out xa.chain
  loa-sim key dai.key                                so does the studio
  loa-sim authority issue --by xa.key --chain xa.chain --subject dai-langmau --public-key PUBLIC \\
      --area vn.langmau --class priority --out dai.chain
  loa-sim authority show dai.chain

After a theft:
  loa-sim authority revoke --by roots/working.key --list revoked.jws --public-key PUBLIC
  loa-sim authority publish revoked.jws --broker mqtts://HOST:PORT --ca ca.pem --area vn
  loa-sim authority replace-root --by roots/reserve.key --public-key PUBLIC --out replaced.jws

Keys are PEM files of mode 600 and are only ever named, never given, on the command line. Chains, lists and
replacements hold no secret.`;

const all =
  (isRight: (text: string) => boolean, expected: string) =>
  (text: string, before: readonly string[] = []): string[] => {
    if (isRight(text)) return [...before, text];
    throw new InvalidArgumentError(`Expected ${expected}.`);
  };

const one =
  (isRight: (text: string) => boolean, expected: string) =>
  (text: string): string => {
    if (isRight(text)) return text;
    throw new InvalidArgumentError(`Expected ${expected}.`);
  };

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };

const KEY_WORDS = 'a public key as loa-sim key prints it: 43 characters of base64url';
const AREA_WORDS = 'an area code such as vn.langmau';

/** `done` is told the exit status of what was asked for. */
export const addAuthorityCommands = (program: Command, done: (status: number) => void): void => {
  const authority = program
    .command('authority')
    .description('make and show what says who may speak: roots, mandates, revocations')
    .addHelpText('after', EXAMPLES);

  authority
    .command('init')
    .description(
      'make a working root and a reserve unless they are there; print what a box must pin',
    )
    .argument('<folder>', 'where their keys lie, readable by you alone')
    .action(async (folder: string) => {
      const { initCommand } = await import('./init.ts');
      done(await initCommand(folder));
    });
  authority
    .command('issue')
    .description('give a mandate: who may speak where, how urgently, until when')
    .requiredOption('--by <file>', 'private key of whoever gives it')
    .option('--chain <file>', 'their own chain of mandates; none for a root')
    .requiredOption('--subject <name>', 'whom it is for', one(isIssuerId, 'a–z, 0–9 and hyphens'))
    .requiredOption('--public-key <key>', 'their public key', one(isKeyId, KEY_WORDS))
    .requiredOption(
      '--area <area>',
      'where they may speak, and beneath; may be repeated',
      all(isArea, AREA_WORDS),
    )
    .addOption(
      new Option('--class <class>', 'the most urgent that they may say')
        .choices(BULLETIN_CLASSES)
        .default('normal' satisfies BulletinClass),
    )
    .addOption(
      new Option(
        '--may <rights...>',
        'what they may do: be heard (the default), command boxes, set them',
      ).choices(RIGHTS),
    )
    .option(
      '--delegations <number>',
      'how many mandates may stand beneath it',
      whole(0, LIMITS.chainMandatesMax - 1),
      0,
    )
    .option('--days <number>', 'how long it holds', whole(1, DAYS_MAX), 365)
    .requiredOption('--out <file>', 'where their chain goes')
    .action(async (given: IssueFlags) => {
      const { issueCommand } = await import('./issue.ts');
      done(await issueCommand(given));
    });
  authority
    .command('revoke')
    .description('add keys or mandates to the revocation list of a root, and raise its version')
    .requiredOption('--by <file>', 'private key of the root')
    .requiredOption('--list <file>', 'its list; made where there is none')
    .option(
      '--public-key <key>',
      'nothing by it or beneath it any more; may be repeated',
      all(isKeyId, KEY_WORDS),
    )
    .option(
      '--mandate <id>',
      'this one no more, the key may have others; may be repeated',
      all(isUlid, 'the id of a mandate, as show prints it'),
    )
    .action(async (given: RevokeFlags) => {
      const { revokeCommand } = await import('./revoke.ts');
      done(await revokeCommand(given));
    });
  authority
    .command('replace-root')
    .description('say as the reserve which key is the working root from now on')
    .requiredOption('--by <file>', 'private key of the reserve')
    .requiredOption('--public-key <key>', 'the new working root', one(isKeyId, KEY_WORDS))
    .requiredOption('--out <file>', 'where the statement goes')
    .action(async (given: ReplaceFlags) => {
      const { replaceRootCommand } = await import('./replace-root.ts');
      done(await replaceRootCommand(given));
    });
  addBrokerOptions(authority.command('publish'))
    .description(
      'keep chains, lists and replacements on the trust topic of an area, in place of what is there',
    )
    .argument(
      '<files...>',
      'all that shall stand there, as issue, revoke and replace-root write them',
    )
    .requiredOption('--area <area>', 'of whom all boxes shall hear it', one(isArea, AREA_WORDS))
    .action(async (files: readonly string[], given: PublishFlags) => {
      const { publishCommand } = await import('./publish.ts');
      done(await publishCommand(files, given));
    });
  authority
    .command('show')
    .description(
      'tell in words what chains, lists and replacements say, and whether a box could believe them',
    )
    .argument('<files...>', 'as issue, revoke and replace-root write them')
    .action(async (files: readonly string[]) => {
      const { showCommand } = await import('./show.ts');
      done(showCommand(files));
    });
};
