import type { List } from '../../http/schemas.ts';
import type { BrandPackAnswer, ChannelAnswer, SettingsAnswer } from '../../http/setting-schemas.ts';
import { address } from '../data/api.ts';
import { mayHold, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import { useTitle } from '../data/title.ts';
import type { World } from '../live/world.ts';
import { Channels } from '../parts/channels.tsx';
import { Waiting } from '../parts/notices.tsx';
import { SignIn } from '../parts/sign-in.tsx';
import { settingNames, settingText } from '../words/setting.ts';
import { nameOf } from '../words/symptom.ts';

/** What the installation is set to; changed where it is started, shown here. */
export function Settings({ world }: { world: World }) {
  useTitle('Settings');
  const session = world.session.data;
  const canRead = mayRead(session);
  const settings = useQuery<SettingsAnswer>(canRead ? address('settings') : null, { topics: [] });
  const channels = useQuery<List<ChannelAnswer>>(canRead ? address('channels') : null, { topics: ['incidents'] });
  return (
    <div class="stack">
      <div class="lead stack tight">
        <h1>Settings</h1>
        <p class="muted">
          They are set in the environment or a configuration file when Outcry is started. What other values would have
          done is a <a href={link('backtest')}>backtest</a>.
        </p>
      </div>
      {session && !canRead && <SignIn>Settings and channels are shown to people with a key.</SignIn>}
      {canRead && !settings.data && <Waiting what="Settings" error={settings.error} />}
      {settings.data && (
        <>
          <InForce settings={settings.data} />
          <section class="sheet stack tight" aria-labelledby="channels">
            <h2 id="channels">Channels</h2>
            {channels.data ? (
              <Channels items={channels.data.items} mayTry={mayHold(session)} />
            ) : (
              <Waiting what="Channels" error={channels.error} />
            )}
          </section>
          <section class="sheet" aria-labelledby="packs">
            <h2 id="packs">Brand packs</h2>
            <ul class="sources">
              {settings.data.packs.map((pack) => (
                <Pack key={pack.id} pack={pack} />
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  );
}

function InForce({ settings }: { settings: SettingsAnswer }) {
  const { judging, versions, formEmbedders } = settings;
  const shown: [name: string, value: string][] = [
    ...Object.entries(judging).map(([name, value]): [string, string] => [
      settingNames[name] ?? name,
      settingText(name, value),
    ]),
    ['Fewest people shown of a place', String(settings.smallestCell)],
    ['The report form may be embedded by', formEmbedders.map((one) => (one === '*' ? 'any page' : one)).join(', ')],
    ['Model', versions.model],
    ['Version', versions.program],
  ];
  return (
    <section class="sheet stack tight" aria-labelledby="in-force">
      <h2 id="in-force">In force</h2>
      <dl class="facts">
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Pack({ pack }: { pack: BrandPackAnswer }) {
  const own = Object.entries(pack.ownSymptoms);
  const lines: [name: string, words: string[]][] = [
    ['Meant by', pack.words],
    ['Only beside other evidence', pack.ambiguous],
    ['Handles', pack.handles],
    ['Its own accounts', pack.supportAccounts],
    ['Symptoms', pack.symptoms.map(nameOf)],
    ['Peers', pack.peers],
    ['Depends on', pack.dependencies],
  ];
  return (
    <li>
      <details>
        <summary>
          <strong>{pack.name}</strong>{' '}
          <span class="muted small">
            {pack.industry}, {pack.timeZone}
          </span>{' '}
          {pack.demo && <span class="tag">Demonstration</span>}
        </summary>
        <dl class="words">
          {lines
            .filter(([, words]) => words.length > 0)
            .map(([name, words]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{words.join(', ')}</dd>
              </div>
            ))}
          {own.map(([id, phrases]) => (
            <div key={id}>
              <dt>{nameOf(id.startsWith('own:') ? id : `own:${id}`)}</dt>
              <dd>{phrases.join(', ')}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
