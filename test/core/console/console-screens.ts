/**
 * Every screen of the console by its name, in both languages, made of literal boxes. The committed texts in `test/fixtures/console`
 * are what a technician sees; the technician's pages show the same.
 */
import { LANGUAGES, type Language } from '../../../agent/core/console/phrases/language.ts';
import { commandHelpView, helpView } from '../../../agent/core/console/view/help-view.ts';
import { statusView } from '../../../agent/core/console/view/status-view.ts';
import {
  faultsView,
  identityView,
  networkView,
  proofView,
  timeView,
} from '../../../agent/core/console/view/detail-views.ts';
import { provisionView } from '../../../agent/core/console/view/provision-view.ts';
import { configView } from '../../../agent/core/console/view/config-view.ts';
import { relayView } from '../../../agent/core/console/view/relay-view.ts';
import { testView } from '../../../agent/core/console/view/test-view.ts';
import { logView } from '../../../agent/core/console/view/log-view.ts';
import { WatchHistory } from '../../../agent/core/console/view/watch-history.ts';
import { watchView } from '../../../agent/core/console/view/watch-view.ts';
import { whyView } from '../../../agent/core/console/view/why-view.ts';
import {
  unsetIdentityView,
  unsetProvisionView,
  unsetStatusView,
  unsetWhyView,
} from '../../../agent/core/console/unset/unset-views.ts';
import {
  CUT_OFF_BOX,
  GOOD_BOX,
  GOOD_PROBES,
  LOG,
  NO_DNS_PROBES,
  PLAYING_BOX,
} from './console-box.ts';
import { BROKEN_BOX, HALF_SET_BOX, LOST_BOX, MISTAKEN_BOX, NEW_BOX } from './unset-boxes.ts';

const SCREENS: Readonly<Record<string, (language: Language) => readonly string[]>> = {
  'status-good': (language) => statusView(GOOD_BOX, language),
  'status-playing': (language) => statusView(PLAYING_BOX, language),
  'status-cut-off': (language) => statusView(CUT_OFF_BOX, language),
  watch: (language) => {
    const history = new WatchHistory();
    for (let tick = 0; tick < 60; tick++) {
      history.note({
        ...PLAYING_BOX,
        levelDb: tick < 40 ? -12 - (tick % 7) * 4 : -30,
        announcement: { ...PLAYING_BOX.announcement!, bufferFrames: 60 - (tick % 12) * 4 },
      });
    }
    return watchView(PLAYING_BOX, history, language);
  },
  'why-good': (language) => whyView(GOOD_BOX, GOOD_PROBES, language),
  'why-dns': (language) => whyView(CUT_OFF_BOX, NO_DNS_PROBES, language),
  network: (language) => networkView(GOOD_BOX, GOOD_PROBES, language),
  time: (language) => timeView(GOOD_BOX, language),
  'time-playing': (language) => timeView(PLAYING_BOX, language),
  identity: (language) => identityView(GOOD_BOX, language),
  'faults-none': (language) => faultsView(GOOD_BOX, language),
  'faults-cut-off': (language) => faultsView(CUT_OFF_BOX, language),
  proof: (language) =>
    proofView(
      { ...GOOD_BOX, proof: { number: 318, acknowledged: 315, unsaved: 0, dropped: 0 } },
      language,
    ),
  'test-all': (language) =>
    testView(
      'all',
      { ...PLAYING_BOX, body: { ...PLAYING_BOX.body, speakerLine: 'normal' } },
      false,
      language,
    ),
  provision: (language) => provisionView(GOOD_BOX, true, language),
  'provision-lacks': (language) =>
    provisionView(
      {
        ...GOOD_BOX,
        facts: { ...GOOD_BOX.facts, certificateEndsAtUs: null, roots: ['AAECAwQFBgcI…'] },
      },
      true,
      language,
    ),
  relay: (language) => relayView(PLAYING_BOX, language),
  'config-set': (language) =>
    configView({ came: 'set', key: 'audio.buffer_ms', value: '200' }, language),
  'config-commit': (language) => configView({ came: 'committed', minutes: 5 }, language),
  'unset-status': (language) => unsetStatusView(NEW_BOX, language),
  'unset-status-lost': (language) => unsetStatusView(LOST_BOX, language),
  'unset-why': (language) => unsetWhyView(MISTAKEN_BOX, language),
  'unset-why-broken': (language) => unsetWhyView(BROKEN_BOX, language),
  'unset-provision': (language) => unsetProvisionView(NEW_BOX, language),
  'unset-provision-half': (language) => unsetProvisionView(HALF_SET_BOX, language),
  'unset-identity': (language) => unsetIdentityView(MISTAKEN_BOX, language),
  log: () => logView(LOG),
  help: (language) => helpView(language),
  'help-status': (language) => commandHelpView('status', language) ?? [],
};

export interface Screen {
  /** `status-good.vi` */
  readonly name: string;
  readonly lines: readonly string[];
}

export const screens = (): Screen[] =>
  Object.entries(SCREENS).flatMap(([name, draw]) =>
    LANGUAGES.map((language) => ({ name: `${name}.${language}`, lines: draw(language) })),
  );
