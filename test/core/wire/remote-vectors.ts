/** The test vectors of PROTOCOL §9: orders to one box, put together from JSON texts without an encoder of the house. */
import { ISSUER_KEY, signedBy } from './vector-keys.ts';

export interface RemoteVector {
  readonly name: string;
  readonly kind: 'command' | 'desired';
  readonly jws: string;
  /** What a box reads in it before it asks whether to believe it, or why it cannot. */
  readonly expect:
    | { readonly order: object; readonly what: object }
    | { readonly order: object; readonly refused: string; readonly detail?: string }
    | { readonly refused: string; readonly detail?: string };
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const signed = (typ: string, payload: object): string => {
  const header = JSON.stringify({ alg: 'EdDSA', typ, kid: ISSUER_KEY.publicKeyBase64url });
  const covered = `${base64url(header)}.${base64url(JSON.stringify(payload))}`;
  return `${covered}.${signedBy(ISSUER_KEY, Buffer.from(covered)).toString('base64url')}`;
};

const COMMAND = {
  id: '01JCXAMPKE0000000000000007',
  issuer: 'xa-lang-ha',
  box: 'langha-03',
  sequence: 1_790_000_000_000_000,
  issuedAt: 1_790_000_000_000_000,
  expiresAt: 1_790_000_060_000_000,
};
const DESIRED = {
  issuer: 'xa-lang-ha',
  box: 'langha-03',
  version: 12,
  issuedAt: 1_790_000_000_000_000,
};

const command = (name: string, deed: object, expect: object): RemoteVector => ({
  name,
  kind: 'command',
  jws: signed('loa-command', { ...COMMAND, ...deed }),
  expect: { order: COMMAND, ...expect } as RemoteVector['expect'],
});
const desired = (name: string, settings: object, expect: object): RemoteVector => ({
  name,
  kind: 'desired',
  jws: signed('loa-desired', { ...DESIRED, settings }),
  expect: { order: DESIRED, ...expect } as RemoteVector['expect'],
});
const done = (name: string, deed: object): RemoteVector => command(name, deed, { what: deed });

export const REMOTE_VECTORS: readonly RemoteVector[] = [
  done('a volume', { do: 'volume', volumeDb: -6.5 }),
  done('a stop of one announcement', { do: 'stop', announcement: '01JCXAMPKE0000000000000001' }),
  command('a stop of all', { do: 'stop' }, { what: { do: 'stop', announcement: undefined } }),
  done('a silence', { do: 'silence', untilAt: 1_790_003_600_000_000 }),
  done('a self-test', { do: 'self-test' }),
  done('logs', { do: 'logs', lines: 50 }),
  done('a restart', { do: 'restart' }),
  done('a reboot', { do: 'reboot' }),
  command('a shell', { do: 'shell', line: 'reboot' }, { refused: 'command.unknown' }),
  command(
    'a volume in words',
    { do: 'volume', volumeDb: 'loud' },
    { refused: 'command.field', detail: 'volumeDb' },
  ),
  {
    name: 'a command without an id',
    kind: 'command',
    jws: signed('loa-command', { ...COMMAND, id: undefined, do: 'restart' }),
    expect: { refused: 'command.field', detail: 'id' },
  },
  {
    name: 'settings in place of a command',
    kind: 'command',
    jws: signed('loa-desired', { ...DESIRED, settings: {} }),
    expect: { refused: 'control.type' },
  },
  desired('no setting at all', {}, { what: {} }),
  desired(
    'every setting',
    {
      volumeDb: -3,
      chimeBefore: ['emergency', 'priority'],
      issuerOrder: ['tinh-ha-noi', 'tinh-ha-noi/xa-lang-ha'],
      heartbeatS: 30,
    },
    {
      what: {
        volumeDb: -3,
        chimeBefore: ['emergency', 'priority'],
        issuerOrder: ['tinh-ha-noi', 'tinh-ha-noi/xa-lang-ha'],
        heartbeatS: 30,
      },
    },
  ),
  desired(
    'a setting that is not known',
    { volumeDb: -3, firmware: 'http://example' },
    { refused: 'settings.field', detail: 'firmware' },
  ),
  {
    name: 'version nought',
    kind: 'desired',
    jws: signed('loa-desired', { ...DESIRED, version: 0, settings: {} }),
    expect: { refused: 'settings.field', detail: 'version' },
  },
];
