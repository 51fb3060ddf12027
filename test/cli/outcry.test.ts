import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/outcry.ts';
import { runOutcry } from '../support/cli-run.ts';

describe('outcry', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('%j lists every command with its sentence', async (argv) => {
    const { status, out, err } = await runOutcry(argv);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const [name, load] of Object.entries(commands))
      expect(out).toContain(`  ${name.padEnd(16)}${(await load()).summary}`);
  });

  it('refuses an unknown command with status 2 and names those that there are', async () => {
    const { status, out, err } = await runOutcry(['replya']);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/no command "replya".*replay/);
  });

  it.each(Object.keys(commands))(
    '%s is called as it is listed, and helps with options and an example',
    async (name) => {
      const command = await commands[name]!();
      expect(command.name).toBe(name);
      expect(command.summary).toMatch(/^\p{Lu}.*\.$/u);
      const { status, out } = await runOutcry([name, '--help']);
      expect(status).toBe(0);
      expect(out).toMatch(new RegExp(`^Usage: outcry ${name}\\b`));
      expect(out).toMatch(/Examples?:/);
    },
  );

  it.each(Object.keys(commands))('%s refuses an option that it doesn’t know with status 2', async (name) => {
    const { status, out, err } = await runOutcry([name, '--no-such-option']);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(`See: outcry ${name} --help`);
  });

  it('tells faults of the configuration without a stack', async () => {
    const { status, err } = await runOutcry(['migrate'], { env: { OUTCRY_PROT: '1', OUTCRY_RETENTION_DAYS: '0' } });
    expect(status).toBe(2);
    expect(err).toContain('did you mean OUTCRY_PORT?');
    expect(err).toContain('OUTCRY_RETENTION_DAYS: ');
    expect(err).not.toContain('    at ');
  });
});
