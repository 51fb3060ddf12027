import type { ExplanationAnswer } from '../../http/explain-schemas.ts';
import { address } from '../data/api.ts';
import { useQuery } from '../data/query.ts';
import { adjust, link, route } from '../data/route.ts';
import type { Choice } from '../views/explore-choice.ts';
import { figuresOf, seriesName, verdictHeads } from '../words/explanation.ts';
import { instant, localInput, moment } from '../words/time.ts';
import { Waiting } from './notices.tsx';
import { Reasons } from './reasons.tsx';

/** Why the series that is seen did, or didn't, fire in one minute. The address keeps the minute. */
export function ExplainPanel({ choice, present }: { choice: Choice; present: number }) {
  const asked = Date.parse(route.value.query.get('why') ?? '');
  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    const at = Date.parse(String(new FormData(event.currentTarget as HTMLFormElement).get('minute')));
    if (!Number.isNaN(at)) adjust({ why: new Date(at).toISOString() });
  };
  const usual = Math.min(choice.to, present) - 2 * 60_000;
  return (
    <section class="sheet stack tight" aria-labelledby="explain">
      <h2 id="explain">Why did it, or didn’t it, fire?</h2>
      <form class="controls" onSubmit={ask}>
        <label>
          Minute
          <input
            type="datetime-local"
            name="minute"
            required
            defaultValue={localInput(Number.isNaN(asked) ? usual : asked)}
          />
        </label>
        <button type="submit" class="button">
          Explain
        </button>
      </form>
      {Number.isNaN(asked) ? (
        <p class="muted small">
          What was counted, what is normal, the score and every rule, for the symptom, surface and area that are chosen
          above.
        </p>
      ) : (
        <Explanation choice={choice} at={asked} present={present} />
      )}
    </section>
  );
}

function Explanation({ choice, at, present }: { choice: Choice; at: number; present: number }) {
  const { brand, symptom, surface, area } = choice;
  const url = address('explain', { brand, symptom, surface, area, at: new Date(at).toISOString() });
  const { data, error } = useQuery<ExplanationAnswer>(url, { topics: [], everyMs: 3_600_000 });
  if (!data || error) return <Waiting what="Explanation" error={error} />;
  return (
    <div class="stack tight" role="status">
      <h3>
        {verdictHeads[data.verdict]} at {moment(instant(data.at), present)}: {seriesName(data)}
      </h3>
      <Reasons reasons={[data.rule]} empty="" />
      <dl class="facts">
        {figuresOf(data).map(([name, words]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {data.conditions.length > 0 && (
        <>
          <h3>What it depends on beside the volume</h3>
          <Reasons reasons={data.conditions.map(({ met, reason }) => `${met ? 'Yes' : 'No'}: ${reason}`)} empty="" />
        </>
      )}
      {data.rules.length > 0 && (
        <>
          <h3>Rules, in their order</h3>
          <Reasons
            reasons={data.rules.map(({ passed, reason }) => `${passed ? 'Passed' : 'Held back'}: ${reason}`)}
            empty=""
          />
        </>
      )}
      <p class="small">
        {data.incident ? (
          <a href={link('incidents', data.incident.id)}>The incident of that minute: {data.incident.state}</a>
        ) : (
          <span class="muted">No incident was open in that minute.</span>
        )}
      </p>
    </div>
  );
}
