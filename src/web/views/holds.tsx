import type { MaintenanceAnswer, SilenceAnswer } from '../../http/hold-shapes.ts';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { useKeptFocus } from '../data/kept-focus.ts';
import { mayHold, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { useTitle } from '../data/title.ts';
import { brandNameIn, type World } from '../live/world.ts';
import { MaintenanceForm, SilenceForm, weekdayNames } from '../parts/hold-forms.tsx';
import { LiftButton } from '../parts/lift-button.tsx';
import { Waiting } from '../parts/notices.tsx';
import { SignIn } from '../parts/sign-in.tsx';
import { nameOf } from '../words/symptom.ts';
import { instant, moment } from '../words/time.ts';

/** When nobody is told, and who answers for it. */
export function Holds({ world }: { world: World }) {
  useTitle('Quiet times');
  const session = world.session.data;
  const canRead = mayRead(session);
  const windows = useQuery<{ items: MaintenanceAnswer[] }>(canRead ? address('maintenance-windows') : null, {
    topics: ['incidents'],
  });
  const silences = useQuery<{ items: SilenceAnswer[] }>(canRead ? address('silences') : null, {
    topics: ['incidents'],
  });
  const isAllowed = mayHold(session);
  const brandName = brandNameIn(world);
  const windowsRoom = useKeptFocus<HTMLElement>();
  const silencesRoom = useKeptFocus<HTMLElement>();
  return (
    <div class="stack">
      <div class="lead stack tight">
        <h1>Quiet times</h1>
        <p class="muted">They hold back messages, not evidence. What still burns when one ends is told once.</p>
      </div>
      {session && !canRead && (
        <SignIn>
          Windows and silences are shown to people with a key; to plan them takes the role comms, SRE or admin.
        </SignIn>
      )}
      {canRead && (
        <>
          <section class="sheet stack" aria-labelledby="windows" tabIndex={-1} ref={windowsRoom}>
            <h2 id="windows">Maintenance windows</h2>
            {windows.data ? (
              <Windows items={windows.data.items} {...{ isAllowed, brandName }} />
            ) : (
              <Waiting what="Windows" error={windows.error} />
            )}
            {isAllowed && <MaintenanceForm world={world} />}
          </section>
          <section class="sheet stack" aria-labelledby="silences" tabIndex={-1} ref={silencesRoom}>
            <h2 id="silences">Silences</h2>
            {silences.data ? (
              <Silences items={silences.data.items} {...{ isAllowed, brandName }} />
            ) : (
              <Waiting what="Silences" error={silences.error} />
            )}
            {isAllowed && <SilenceForm world={world} />}
          </section>
        </>
      )}
    </div>
  );
}

interface ListProps<Item> {
  items: Item[];
  isAllowed: boolean;
  brandName: (id: string) => string;
}

function Windows({ items, isAllowed, brandName }: ListProps<MaintenanceAnswer>) {
  const present = lately.value;
  if (items.length === 0) return <p class="muted">None is planned.</p>;
  const at = (iso: string) => moment(instant(iso), present);
  return (
    <ul class="sources">
      {items.map(({ id, brand, reason, owner, zone, repeat, weekdays, now, next }) => (
        <li key={id}>
          <div class="row">
            <strong>{brandName(brand)}</strong>
            <bdi>{reason}</bdi>
            <span class="muted small">
              {repeat}
              {weekdays.length > 0 && ` (${weekdays.map((day) => weekdayNames[day]).join(', ')})`}, {zone},{' '}
              <bdi>{owner}</bdi>
            </span>
            {isAllowed && <LiftButton path={`maintenance-windows/${id}`} name={`${brandName(brand)}, ${reason}`} />}
          </div>
          <p class="small muted">
            {now && `Now, until ${at(now.to)}. `}
            {next ? `Next: ${at(next.from)} to ${at(next.to)}.` : 'Does not come again.'}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Silences({ items, isAllowed, brandName }: ListProps<SilenceAnswer>) {
  const present = lately.value;
  if (items.length === 0) return <p class="muted">None is in force.</p>;
  return (
    <ul class="sources">
      {items.map(({ id, brand, symptom, channel, reason, owner, expiresAt }) => (
        <li key={id}>
          <div class="row">
            <strong>{brand === null ? 'All brands' : brandName(brand)}</strong>
            {symptom && <span class="tag">{nameOf(symptom)}</span>}
            {channel && <span class="tag">{channel}</span>}
            <bdi>{reason}</bdi>
            <span class="muted small">
              <bdi>{owner}</bdi>, until {moment(instant(expiresAt), present)}
            </span>
            {isAllowed && (
              <LiftButton
                path={`silences/${id}`}
                name={`${brand === null ? 'all brands' : brandName(brand)}, ${reason}`}
              />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
