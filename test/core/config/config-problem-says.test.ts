/** What is wrong with a configuration, as a technician reads it on the console: in Vietnamese as in English. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemSays } from '../../../agent/config/problem.ts';
import { readSettings } from '../../../agent/config/settings.ts';

const LEAST = `
[box]
id = "box-1"
area = "vn.hn"
[broker]
url = "mqtts://broker.example:8883"
[trust]
roots = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"]
[store]
file = "state.json"
`;
const first = (toml: string) => {
  const read = readSettings(toml);
  assert.ok(!read.ok);
  const [problem] = read.problems;
  assert.ok(problem !== undefined);
  return problemSays('/etc/loa/agent.toml', problem);
};
const abroad = LEAST.replace('mqtts://', 'mqtt://');
const amplifier = (lines: string): string => `${LEAST}[amplifier]\n${lines}`;

const CASES: readonly (readonly [toml: string, vi: string])[] = [
  [
    LEAST.replace('id = "box-1"', ''),
    'box.id: chưa có, cần 1 đến 64 chữ, số, "-" hoặc "_", bắt đầu bằng chữ hoặc số',
  ],
  [
    `${LEAST}[audio]\nbuffer_ms = 20`,
    '/etc/loa/agent.toml:12: audio.buffer_ms: đang là 20, cần số nguyên từ 60 đến 600 (ms)',
  ],
  [
    `${LEAST}[audio]\nbufer_ms = 200`,
    '/etc/loa/agent.toml:12: audio.bufer_ms: không có mục này; có phải audio.buffer_ms?',
  ],
  [
    LEAST.replace('[broker]', '[borker]'),
    '/etc/loa/agent.toml:5: borker: không có bảng này; có phải [broker]?',
  ],
  [
    LEAST.replace('[broker]', '[broker'),
    '/etc/loa/agent.toml:5: sai cú pháp TOML: illegal character in key (column 8)',
  ],
  [
    abroad,
    '/etc/loa/agent.toml:6: broker.url: đang là "mqtt://broker.example:8883", ai trên đường cũng đọc được; ' +
      'cần mqtts://, hoặc đặt broker.allow_plaintext = true',
  ],
  [
    LEAST.replace('[trust]', 'key_file = "k"\n[trust]'),
    '/etc/loa/agent.toml:7: broker.key_file: có mà thiếu broker.cert_file; cần cả hai hoặc không mục nào',
  ],
  [
    amplifier('relays = "gpio"\nline = 3'),
    'amplifier.supply: chưa có, cần một giá trị, vì amplifier.relays là "gpio"',
  ],
  [
    amplifier('relays = "gpio"\nline = 3\nsupply = 3'),
    '/etc/loa/agent.toml:13: amplifier.line: đang là 3, chỗ đó đã là rơ-le nguồn',
  ],
  [
    amplifier('warm_up_emergency_ms = 0'),
    '/etc/loa/agent.toml:12: amplifier.warm_up_emergency_ms: đang là 0, tức là bỏ hẳn thời gian làm nóng; ' +
      'cần ít nhất 1, hoặc bỏ mục này',
  ],
  [
    `${LEAST}[sensors]\noff_from_c = 70`,
    '/etc/loa/agent.toml:12: sensors.off_from_c: đang là 70; phải lớn hơn sensors.derate_from_c, là 75',
  ],
];

for (const [toml, vi] of CASES) {
  test(`says: ${vi}`, () => {
    const says = first(toml);
    assert.equal(says.vi, vi);
    assert.notEqual(says.en, vi);
  });
}
