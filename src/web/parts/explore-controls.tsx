import { surfaceIds } from '../../core/words/surface.ts';
import { symptomIds } from '../../core/words/symptom.ts';
import type { AreaRow, BrandSummary } from '../../http/schemas.ts';
import { address } from '../data/api.ts';
import { adjust } from '../data/route.ts';
import { bucketLengthsMs } from '../data/series.ts';
import { type Choice, fixed, isUsable, movedSpan, parametersOf, ranges, widerSpan } from '../views/explore-choice.ts';
import { surfaceNames, symptomNames } from '../words/symptom.ts';
import { bucketWords } from './room-panels.tsx';
import { SpanFields } from './span-fields.tsx';

interface Props {
  choice: Choice;
  brands: BrandSummary[];
  areas: AreaRow[];
  present: number;
  /** Ids of the sources that speak of the brand. */
  sources: string[];
}

type Option = [value: string, label: string, isImpossible?: boolean];

export function ExploreControls({ choice, brands, areas, present, sources }: Props) {
  const known: Option[] = areas.map((area) => [area.id, area.name]);
  if (choice.area && !known.some(([id]) => id === choice.area)) known.push([choice.area, choice.area]);
  return (
    <section class="stack tight" aria-label="What to show">
      <div class="controls">
        <Select
          name="brand"
          label="Brand"
          value={choice.brand}
          options={brands.map((b): Option => [b.id, b.demo ? `${b.name} (demonstration)` : b.name])}
        />
        <Select
          name="symptom"
          label="Symptom"
          value={choice.symptom}
          options={[['', 'All'], ...symptomIds.map((id): Option => [id, symptomNames[id]])]}
        />
        <Select
          name="surface"
          label="Surface"
          value={choice.surface}
          options={[['', 'All'], ...surfaceIds.map((id): Option => [id, surfaceNames[id]])]}
        />
        <Select
          name="area"
          label="Area"
          value={choice.area}
          options={[['', 'Everywhere'], ...known.sort((a, b) => a[1].localeCompare(b[1]))]}
        />
        <Select
          name="source"
          label="Source"
          value={choice.source}
          options={[
            ['', 'All'],
            ...[...new Set([...sources, choice.source])].filter(Boolean).map((id): Option => [id, id]),
          ]}
        />
        <Select
          name="bucket"
          label="Counted per"
          value={choice.bucket}
          options={Object.keys(bucketLengthsMs).map(
            (id): Option => [id, bucketWords(id), !isUsable(id, choice.to - choice.from)],
          )}
        />
      </div>
      <div class="controls">
        <fieldset>
          <legend class="hidden-text">Range</legend>
          {Object.entries(ranges).map(([id, { label }]) => (
            <button
              key={id}
              type="button"
              class="button"
              aria-pressed={choice.range === id}
              onClick={() => adjust({ range: id, from: '', to: '', bucket: '' })}
            >
              {label}
            </button>
          ))}
        </fieldset>
        <Moves choice={choice} present={present} />
      </div>
      <div class="controls">
        <SpanFields choice={choice} />
        <button
          type="button"
          class="button"
          aria-pressed={choice.compares}
          onClick={() => adjust({ compare: choice.compares ? '' : 'week' })}
        >
          Compare with the week before
        </button>
        <Downloads choice={choice} />
      </div>
    </section>
  );
}

function Select({ name, label, value, options }: { name: string; label: string; value: string; options: Option[] }) {
  return (
    <label>
      {label}
      <select name={name} value={value} onChange={(event) => adjust({ [name]: event.currentTarget.value })}>
        {options.map(([id, text, isImpossible]) => (
          <option key={id} value={id} selected={id === value} disabled={isImpossible}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** By hand and keyboard what the wheel does on the chart. */
function Moves({ choice, present }: { choice: Choice; present: number }) {
  const go = ({ from, to }: { from: number; to: number }, changes: Record<string, string> = {}) =>
    adjust({ ...fixed(from, to), ...changes });
  return (
    <fieldset>
      <legend class="hidden-text">Move the range</legend>
      <button type="button" class="button" onClick={() => go(movedSpan(choice, -0.5, present))}>
        Earlier
      </button>
      <button
        type="button"
        class="button"
        disabled={choice.to + 60_000 > present}
        onClick={() => go(movedSpan(choice, 0.5, present))}
      >
        Later
      </button>
      <button type="button" class="button" onClick={() => go(widerSpan(choice, present), { bucket: '' })}>
        Zoom out
      </button>
    </fieldset>
  );
}

/** The file holds exactly what is seen: same range, filter, bucket and time zone. */
function Downloads({ choice }: { choice: Choice }) {
  const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const seen = { ...parametersOf(choice), to: new Date(choice.to).toISOString(), tz, what: 'timeline' };
  return (
    <span class="row">
      <span class="muted small">Download what is seen:</span>
      {['csv', 'ndjson', 'parquet'].map((format) => (
        <a key={format} href={address('exports', { ...seen, format })} download>
          {{ csv: 'CSV', ndjson: 'NDJSON', parquet: 'Parquet' }[format]}
        </a>
      ))}
    </span>
  );
}
