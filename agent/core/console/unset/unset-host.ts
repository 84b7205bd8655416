/**
 * What becomes of a command at a box that cannot start: whoever has a cable may look, a PIN guards what changes anything, and what
 * needs a box that runs says why there is none.
 */
import { assertNever } from '../../assert.ts';
import type { MonoUs } from '../../vocabulary.ts';
import type { Activity } from '../activity/activity.ts';
import { configure, help, log, reboot } from '../boxless.ts';
import type { Command } from '../grammar/command.ts';
import type { BoxCommand, Host } from '../host.ts';
import { changePin } from '../login/pin-change.ts';
import type { Office } from '../office.ts';
import { plain } from '../phrases/language.ts';
import { SESSION_PHRASES } from '../phrases/session-phrases.ts';
import { setFirstPin } from './first-pin.ts';
import type { UnsetBox } from './unset-box.ts';
import { UNSET_PHRASES as SAYS } from './unset-phrases.ts';
import {
  unsetIdentityView,
  unsetJson,
  unsetLead,
  unsetProvisionView,
  unsetStatusView,
  unsetWhyView,
} from './unset-views.ts';

/** In the prompt of a box that does not know its own. */
const NO_NAME = 'loa';

/** `look`: as it stands now. */
export const unsetBox = (look: (nowUs: MonoUs) => UnsetBox): Host => ({
  nameAt: (nowUs) => look(nowUs).name ?? NO_NAME,
  greetingAt: (nowUs) => {
    const box = look(nowUs);
    const lead = unsetLead(box);
    const { vi, en } = SAYS.greeting(
      box.name === null ? SAYS.nameless : plain(box.name),
      box.version,
    );
    return { vi: `${lead.vi}\n${vi}`, en: `${lead.en}\n${en}` };
  },
  answerToEnter: (nowUs) => unsetLead(look(nowUs)),
  isOpen: (_form, command, nowUs) => isOpen(command, look(nowUs)),
  withoutPin: (nowUs) => {
    const { hasPin, isNew, configFile } = look(nowUs);
    if (hasPin) return undefined;
    return isNew ? SAYS.pinFirst : SAYS.pinAtMachine(configFile);
  },
  obey: (command, office) => obey(command, office, look(office.nowUs)),
});

const isOpen = ({ command }: Command, { hasPin, isNew }: UnsetBox): boolean => {
  switch (command) {
    case 'config':
    case 'restart':
    case 'reboot':
      return false;
    case 'change-pin':
      return isNew && !hasPin;
    // It holds what technicians have typed.
    case 'log':
      return !hasPin;
    default:
      return true;
  }
};

const obey = (command: BoxCommand, office: Office, box: UnsetBox): Activity | undefined => {
  const { voice, effect } = office;
  const { language } = voice;
  switch (command.command) {
    case 'status':
      return voice.say(command.as === 'json' ? [unsetJson(box)] : unsetStatusView(box, language));
    case 'why':
    case 'faults':
      return voice.say(unsetWhyView(box, language));
    case 'provision':
      return voice.say(unsetProvisionView(box, language));
    case 'identity':
      return voice.say(unsetIdentityView(box, language));
    case 'help':
      return help(command.about, office);
    case 'log':
      return log(command, office);
    case 'config':
      return configure(command.order, office);
    case 'change-pin':
      return box.hasPin ? changePin(office) : setFirstPin(office);
    case 'restart':
      effect({ do: 'post', input: { on: 'shutdown' } });
      return voice.tell(SESSION_PHRASES.restarting);
    case 'reboot':
      return reboot(box.canReboot, office);
    case 'watch':
    case 'test':
    case 'volume':
    case 'stop':
    case 'relay':
    case 'network':
    case 'time':
    case 'proof':
    case 'export':
    case 'reset-latches':
      voice.tell(SAYS.needsBox);
      return voice.tell(unsetLead(box));
    default:
      return assertNever(command);
  }
};
