// The configuration that a package brings: the example of every key, as a box on a pole begins. What only its owner can know is left
// out, so that a box that nobody has told who it is does not speak as another.

/** Stand there as examples, and are no defaults. */
const TO_BE_SET = ['box.id', 'box.area', 'broker.url', 'trust.roots'];
/** What a box has and a laptop has not. */
const OF_A_BOX = {
  'audio.sink': '"alsa"',
  'console.socket': undefined,
  'console.pin_file': undefined,
};

const HEAD = `# Configuration of this loudspeaker box. Every key stands here with what it means.
# Four must be set before it can start, here or at its console; they are marked with SET THIS. All else is commented out, with its default where it has one.
# After a change: loa-agent check-config /etc/loa/agent.toml && systemctl restart loa-agent
`;

/** `exampleToml` is of agent/config/reference.ts. */
export const boxToml = ({ exampleToml }) => {
  let table = '';
  const lines = exampleToml()
    .split('\n')
    .slice(3)
    .flatMap((line) => {
      table = /^\[([a-z_]+)\]$/.exec(line)?.[1] ?? table;
      const [, hash, leaf, value] = /^(# )?([a-z_]+) = (.*)$/.exec(line) ?? [];
      const key = `${table}.${leaf}`;
      if (leaf !== undefined && TO_BE_SET.includes(key))
        return ['# SET THIS', `# ${leaf} = ${value}`];
      if (hash !== undefined && key in OF_A_BOX) return [`${leaf} = ${OF_A_BOX[key] ?? value}`];
      return [line];
    });
  return `${HEAD}${lines.join('\n')}`;
};
