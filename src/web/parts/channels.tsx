import { useSignal } from '@preact/signals';
import type { ChannelAnswer, ChannelTrialAnswer } from '../../http/setting-schemas.ts';
import { ApiError, address, postJson } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { count } from '../words/number.ts';
import { nameOf } from '../words/symptom.ts';
import { ago, instant } from '../words/time.ts';

/** Who is told, of what, and whether it arrives. */
export function Channels({ items, mayTry }: { items: ChannelAnswer[]; mayTry: boolean }) {
  if (items.length === 0)
    return (
      <p class="muted">
        Nobody is told of incidents yet. A webhook, Slack, Teams, mail, PagerDuty or Alertmanager is switched on by a
        setting each.
      </p>
    );
  return (
    <ul class="sources">
      {items.map((channel) => (
        <li key={channel.id}>
          <div class="row">
            <strong>{channel.id}</strong>
            {channel.kind !== channel.id && <span class="muted small">{channel.kind}</span>}
            <span class="small">{toldOf(channel)}</span>
            {mayTry && <TestButton id={channel.id} />}
          </div>
          <p class="row small muted numbers">
            <span>{count(channel.delivered)} delivered in seven days</span>
            {channel.waiting > 0 && <span>{count(channel.waiting)} waiting</span>}
            {channel.failed > 0 && <strong class="bad">{count(channel.failed)} failed</strong>}
            <span>
              {channel.lastDeliveredAt ? `last ${ago(instant(channel.lastDeliveredAt), lately.value)}` : 'none so far'}
            </span>
            {channel.lastFault && <bdi>{channel.lastFault}</bdi>}
          </p>
        </li>
      ))}
    </ul>
  );
}

function toldOf({ from, brands, symptoms, areas }: ChannelAnswer): string {
  const only = [brands?.join(', '), symptoms?.map(nameOf).join(', '), areas?.join(', ')].filter(Boolean);
  return `from “${from}” on${only.length > 0 ? `, only ${only.join('; ')}` : ''}`;
}

function TestButton({ id }: { id: string }) {
  const said = useSignal('');
  const isBusy = useSignal(false);
  const test = async () => {
    isBusy.value = true;
    said.value = 'Sending…';
    try {
      const { state, message, latencyMs } = await postJson<ChannelTrialAnswer>(address(`channels/${id}/trials`), {});
      said.value = state === 'ok' ? `It works: ${message} (${latencyMs} ms).` : `It fails: ${message}.`;
    } catch (error) {
      said.value = error instanceof ApiError ? error.message : 'The server cannot be reached.';
    }
    isBusy.value = false;
  };
  return (
    <>
      <button type="button" class="button" disabled={isBusy.value} onClick={() => void test()}>
        Send a test<span class="hidden-text"> to {id}</span>
      </button>
      <span class="small" role="status">
        {said.value}
      </span>
    </>
  );
}
