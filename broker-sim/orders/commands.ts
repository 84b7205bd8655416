/** `loa-sim command` and `loa-sim settings`: what can be asked for, and with which options. What each does is in a file of its own. */
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { addBrokerOptions } from '../command/broker-options.ts';
import { LIMITS } from '../../agent/core/limits.ts';
import { BULLETIN_CLASSES, type BulletinClass } from '../../agent/core/vocabulary.ts';
import { DEEDS } from '../../agent/core/wire/orders/command.ts';
import { isPath } from '../../agent/core/wire/orders/desired.ts';
import type { OrderFlags } from './order-command.ts';
import type { SettingsFlags } from './settings.ts';

/** A time limit is the age up to which the command is done, too. */
const TIME_LIMIT_S = { byDefault: 20, least: 1, most: 60 } as const;

const COMMANDS = `
What a box can be told to do:
  volume DB          louder or softer by so much, never past its cap, until its next settings or restart
  stop [ID]          end that announcement, or all that this issuer may overrule
  silence TIME       no bulletin but emergencies for 90s, 30m or 8h, a day at most; off ends it
  self-test          test the hardware, where nothing is being played
  logs [LINES]       print its latest log lines (20)
  restart            fade out, end, and be started again by its supervisor
  reboot             fade out, end, and have the whole machine started again

Exit status: 0 done, 1 refused by the box (and why) or a self-test that failed, 2 a mistake in the command, 3 no answer in time, 130 ended by Ctrl-C.`;

const SETTINGS = `
They hold until others are set, over restarts and power cuts. What is not named is as in the box's own file.

Exit status: 0 in force, 1 refused by the box (and why), 2 a mistake in the command, 3 no answer in time, 130 ended by Ctrl-C.`;

const within =
  (least: number, most: number) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`);
  };

/** `none`, or names with commas between them. */
const listOf =
  <T extends string>(isOne: (text: string) => text is T, expected: string) =>
  (text: string): readonly T[] => {
    const names = text === 'none' ? [] : text.split(',');
    if (names.every(isOne)) return names;
    throw new InvalidArgumentError(`Expected ${expected}, with commas between them, or none.`);
  };

const isClass = (text: string): text is BulletinClass =>
  BULLETIN_CLASSES.some((one) => one === text);

const addOrderOptions = (command: Command): Command =>
  addBrokerOptions(command)
    .requiredOption('--issuer-key <file>', 'private key of whoever orders it (see loa-sim key)')
    .requiredOption(
      '--chain <file>',
      'the mandates that lead to it (loa-sim authority issue --may)',
    )
    .option(
      '--time-limit <seconds>',
      'how long to wait for the answer',
      within(TIME_LIMIT_S.least, TIME_LIMIT_S.most),
      TIME_LIMIT_S.byDefault,
    );

/** `done` is told the exit status of what was asked for. */
export const addOrderCommands = (program: Command, done: (status: number) => void): void => {
  addOrderOptions(
    program
      .command('command')
      .description('have one box do something now, once, and say what it answers')
      .argument('<box>', 'its name, such as langha-03')
      .addArgument(new Argument('<what>', 'see below').choices(DEEDS))
      .argument('[value]', 'see below'),
  )
    .addHelpText('after', COMMANDS)
    .action(async (box: string, what: string, value: string | undefined, flags: OrderFlags) => {
      const { commandCommand } = await import('./command.ts');
      done(await commandCommand(box, what, value, flags));
    });
  addOrderOptions(
    program
      .command('settings')
      .description('have one box hold to settings from now on, and say whether it took them')
      .argument('<box>', 'its name, such as langha-03')
      .option(
        '--volume <dB>',
        'louder or softer by so much, up to its cap',
        within(LIMITS.volumeDbMin, LIMITS.volumeDbMax),
      )
      .option(
        '--chime-before <classes>',
        'classes before which it plays its chime',
        listOf(isClass, BULLETIN_CLASSES.join(', ')),
      )
      .option(
        '--issuer-order <paths>',
        'who goes first within a class, such as tinh-ha-noi/xa-lang-ha',
        listOf((text): text is string => isPath(text), 'names from the root down'),
      )
      .option(
        '--heartbeat <seconds>',
        'time between two heartbeats',
        within(LIMITS.heartbeatSMin, LIMITS.heartbeatSMax),
      )
      .option('--own-file', "nothing but what the box's own file says"),
  )
    .addHelpText('after', SETTINGS)
    .action(async (box: string, flags: SettingsFlags) => {
      const { settingsCommand } = await import('./settings.ts');
      done(await settingsCommand(box, flags));
    });
};
