import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutSecrets } from '../../../agent/shell/console/bundle.ts';

const TOML = `# the password of the installer is hunter2
[broker]
url = "mqtts://broker.example.vn"
username = "box" # hunter2 as well
password_file = "/etc/loa/hunter2"

[sensors]
token = { value = "a table has no value of its own", secret = "hunter2" }
private_keys = ["hunter2"]
`;

test('of the configuration its values go into the bundle, no comment and nothing that is called a secret', () => {
  const shown = withoutSecrets(TOML);
  assert.deepEqual(shown, {
    broker: {
      url: 'mqtts://broker.example.vn',
      username: 'box',
      password_file: '[left out]',
    },
    sensors: {
      token: { value: 'a table has no value of its own', secret: '[left out]' },
      private_keys: '[left out]',
    },
  });
  assert.doesNotMatch(JSON.stringify(shown), /hunter2/);
});

test('a configuration that is none says so, and nothing of it', () => {
  assert.match(String(withoutSecrets('password = hunter2')), /^not TOML: /);
  assert.doesNotMatch(JSON.stringify(withoutSecrets('password = hunter2')), /hunter2/);
});
