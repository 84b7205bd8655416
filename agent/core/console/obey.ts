/** What becomes of a command: a screen at once, or an activity that has the terminal for a while. One case each, no parsing. */
import { assertNever } from '../assert.ts';
import type { MonoUs } from '../vocabulary.ts';
import type { Activity } from './activity/activity.ts';
import { configure, help, log, reboot } from './boxless.ts';
import type { BoxCommand, Host } from './host.ts';
import { ask, type Office } from './office.ts';
import { HandingOver } from './activity/handing-over.ts';
import { changePin } from './login/pin-change.ts';
import { EXPORT_PHRASES } from './phrases/export-phrases.ts';
import { SESSION_PHRASES as SAYS } from './phrases/session-phrases.ts';
import { TEST_PHRASES } from './phrases/test-phrases.ts';
import { relayView } from './view/relay-view.ts';
import { faultsView, identityView, networkView, proofView, timeView } from './view/detail-views.ts';
import { provisionView } from './view/provision-view.ts';
import { statusJson, statusView } from './view/status-view.ts';
import { whyView } from './view/why-view.ts';
import { Sending } from './activity/sending.ts';
import type { BoxSnapshot } from './snapshot.ts';
import { PROGRAMME_OF } from './test-name.ts';
import { Testing } from './activity/testing.ts';
import { Watching } from './activity/watching.ts';

interface BoxOffice extends Office {
  /** The box as it is. */
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
}

/** A box that lives. */
export const livingBox = (snapshot: BoxOffice['snapshot']): Host => ({
  nameAt: (nowUs) => snapshot(nowUs).box,
  greetingAt: (nowUs) => {
    const { box, facts } = snapshot(nowUs);
    return SAYS.greeting(box, facts.version);
  },
  answerToEnter: () => undefined,
  isOpen: (form) => form.isOpen,
  // Whether there is one, only the shell knows.
  withoutPin: () => undefined,
  obey: (command, office) => obey(command, { ...office, snapshot }),
});

const obey = (command: BoxCommand, office: BoxOffice): Activity | undefined => {
  const { voice: stage, snapshot, nowUs, effect } = office;
  const { language } = stage;
  switch (command.command) {
    case 'status': {
      const box = snapshot(nowUs);
      return stage.say(command.as === 'json' ? [statusJson(box)] : statusView(box, language));
    }
    case 'help':
      return help(command.about, office);
    case 'time':
      return stage.say(timeView(snapshot(nowUs), language));
    case 'identity':
      return stage.say(identityView(snapshot(nowUs), language));
    case 'faults':
      return stage.say(faultsView(snapshot(nowUs), language));
    case 'stop':
      effect({ do: 'post', input: { on: 'stop-all', by: 'console' } });
      return office.voice.tell(SAYS.stopped);
    case 'volume':
      return volume(command.volumeDb, office);
    case 'reset-latches':
      effect({ do: 'post', input: { on: 'reset-latches' } });
      return office.voice.tell(SAYS.latchesReset);
    case 'test': {
      const test = PROGRAMME_OF[command.test];
      office.voice.tell(TEST_PHRASES.begins(test));
      effect({ do: 'ask', question: { about: 'test', test } });
      return new Testing({ stage, language, snapshot, test: command.test, nowUs });
    }
    case 'proof':
      return stage.say(proofView(snapshot(nowUs), language));
    case 'provision':
      return ask(office, { about: 'provision' }, (answer) =>
        answer.about === 'provision' ? provisionView(snapshot(nowUs), answer.hasPin, language) : [],
      );
    case 'change-pin':
      return changePin(office);
    case 'relay':
      // What was read before the last command would tell of a relay that sticks.
      return ask(office, { about: 'look' }, (_answer, atUs) => relayView(snapshot(atUs), language));
    case 'restart':
      effect({ do: 'post', input: { on: 'shutdown' } });
      return office.voice.tell(SAYS.restarting);
    case 'reboot':
      return reboot(snapshot(nowUs).facts.canReboot, office);
    case 'export':
      office.voice.tell(EXPORT_PHRASES.gathering);
      effect({ do: 'ask', question: { about: 'export' } });
      if (command.as === 'ymodem') {
        const send = (bytes: Uint8Array): void => {
          effect({ do: 'send', bytes });
        };
        return new HandingOver({ voice: stage, send, nowUs });
      }
      return new Sending({ stage, isClear: office.isClear, late: SAYS.noAnswer[language], nowUs });
    case 'config':
      return configure(command.order, office);
    case 'watch':
      return new Watching({ stage, language, snapshot, isClear: office.isClear, nowUs });
    case 'why':
      office.voice.tell(SAYS.probing);
      return ask(office, { about: 'probes' }, (answer, atUs) =>
        answer.about === 'probes' ? whyView(snapshot(atUs), answer.probes, language) : [],
      );
    case 'network':
      return ask(office, { about: 'probes' }, (answer, atUs) =>
        answer.about === 'probes' ? networkView(snapshot(atUs), answer.probes, language) : [],
      );
    case 'log':
      return log(command, office);
    default:
      return assertNever(command);
  }
};

const volume = (volumeDb: number | undefined, office: BoxOffice): undefined => {
  const { voice, effect, snapshot, nowUs } = office;
  const { db, mostDb } = snapshot(nowUs).volume;
  if (volumeDb === undefined) return voice.tell(SAYS.volumeIs(db, mostDb));
  if (volumeDb > mostDb) return voice.tell(SAYS.volumeCap(mostDb));
  effect({ do: 'post', input: { on: 'volume', volumeDb, by: 'console' } });
  return voice.tell(SAYS.volumeSet(volumeDb));
};
