/** The test vectors of PROTOCOL §1. */

export interface TopicVector {
  readonly topic: string;
  readonly expect:
    { readonly channel: string; readonly area: string } | { readonly refused: string };
}

const unparsable = (topic: string): TopicVector => ({
  topic,
  expect: { refused: 'topic.unparsable' },
});

export const TOPIC_VECTORS: readonly TopicVector[] = [
  { topic: 'loa/1/area/vn/control', expect: { channel: 'control', area: 'vn' } },
  {
    topic: 'loa/1/area/vn.hn.dongda.langha/audio',
    expect: { channel: 'audio', area: 'vn.hn.dongda.langha' },
  },
  { topic: 'loa/1/area/vn.hn/trust', expect: { channel: 'trust', area: 'vn.hn' } },
  { topic: 'loa/1/area/vn/hn/control', expect: { channel: 'control', area: 'vn.hn' } },
  ...[
    'loa/2/area/vn/control',
    'loa/1/area//control',
    'loa/1/area/vn..hn/control',
    'loa/1/area/VN/control',
    'loa/1/area/vn/control/',
    '/loa/1/area/vn/control',
    'loa/1/area/a.b.c.d.e.f.g.h.i/audio',
    'loa/1/area/+/control',
    'loa/1/box/langha-03/state',
  ].map(unparsable),
];

/** What a box of each area subscribes to, with the QoS of each. */
export const SUBSCRIPTION_VECTORS = [
  {
    area: 'vn.hn',
    box: 'langha-03',
    subscribes: [
      { topic: 'loa/1/area/vn.hn/control', qos: 1 },
      { topic: 'loa/1/area/vn.hn/audio', qos: 0 },
      { topic: 'loa/1/area/vn.hn/trust', qos: 1 },
      { topic: 'loa/1/area/vn/control', qos: 1 },
      { topic: 'loa/1/area/vn/audio', qos: 0 },
      { topic: 'loa/1/area/vn/trust', qos: 1 },
      { topic: 'loa/1/box/langha-03/ack', qos: 1 },
      { topic: 'loa/1/box/langha-03/command', qos: 1 },
      { topic: 'loa/1/box/langha-03/desired', qos: 1 },
    ],
  },
];
