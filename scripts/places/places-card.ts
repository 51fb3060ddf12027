import type { FitSettings } from './fit-weights.ts';
import type { Judged } from './judged.ts';
import { scorePosts } from './score-posts.ts';

interface CardFacts {
  version: string;
  threshold: number;
  hands: number;
  precision: string;
  settings: FitSettings;
}

/** The model's card, Markdown. */
export function placesCard(judged: readonly Judged[], facts: CardFacts): string {
  const { version, threshold, hands, precision, settings } = facts;
  const told = judged.filter(({ example }) => example.post.states.length > 0).length;
  return `# places@${version}

Printed by \`node scripts/run.mjs train-places\`; don't edit by hand.

## What it is for

Tells which of the names in a public post, if any, is the American place where its writer is or where what it tells happens: a state, with the city, metro or ZIP code that is named. English, some Spanish.
Places abroad are told by rules beside it. Not for following people: it reads one text at a time and keeps nothing.

## Data

${judged.length} posts in ${hands} files of \`data/places\`, ${told} of them with a state, written for this project and labeled by who wrote them; two files are posts of \`data/corpus\`, labeled by other readers. Labels have one reader. No evaluation set was used; the posts of \`test/fixtures/locate\` are by other hands.

## Method

A conditional logit (McFadden 1974) over the meanings that the gazetteer has for the names of a text, "no place" among them. Features: how a name is written, kind and size of its place, rivals at home and abroad, the words around by themselves and by class, what else is named, and which utilities, shops, roads and universities are only in some states (\`data/gazetteer/regional-names.txt\`); numbered by hash. AdaGrad, ${settings.epochs} epochs, ${settings.dropout} of the features left out at each step, penalty ${settings.penalty}, seed ${settings.seed}: the same posts give the same bytes.
Threshold ${threshold}: the lowest from which ${precision} of the answers to posts of left-out hands are right.

## Figures on hands that were left out (five folds)

Precision counts a place that is named but isn't the writer's as wrong; "named at all" counts it as right. These posts are harder than a stream of posts: most were written around places and their traps. \`evaluate-locate\` prints the figures on posts that no training saw.

${leftOutTable(judged, threshold)}

## Limits

Half of what is said wrong is a place that is named and isn't the writer's (where a package is, where a sister lives). Small towns that share their name are told by what else is named, or not at all. Headlines and warnings are found less often than conversation. "Within reach" is the share of the told states for which the gazetteer has a name in the text.
`;
}

/** Recall, precision and calibration by hand, Markdown. */
export function leftOutTable(judged: readonly Judged[], threshold: number): string {
  const files = [...new Set(judged.map(({ example }) => example.post.file))].sort();
  const rows = files.map((file) =>
    row(
      file,
      judged.filter(({ example }) => example.post.file === file),
      threshold,
    ),
  );
  const bins = Array.from({ length: 10 }, (_, tenth) => binRow(judged, tenth / 10));
  return [
    '| posts | number | recall | precision | named at all | within reach |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    row('all', judged, threshold),
    '',
    '| probability said | answers | right |',
    '| --- | --- | --- |',
    ...bins,
  ].join('\n');
}

function row(name: string, some: readonly Judged[], threshold: number): string {
  const posts = some.map(({ example }) => example.post);
  const { told, found, said, named } = scorePosts(
    posts,
    some.map(({ state, probability }) => (probability >= threshold ? state : null)),
  );
  const reach = some.filter(({ example }) => example.right.some(Boolean)).length;
  return `| ${name} | ${posts.length} | ${share(found, told)} | ${share(found, said)} | ${share(named, said)} | ${share(reach, told)} |`;
}

function binRow(judged: readonly Judged[], from: number): string {
  const bin = judged.filter(
    ({ state, probability }) => state !== null && probability >= from && probability < from + 0.1,
  );
  const right = bin.filter(({ example, state }) => example.post.states.includes(state!)).length;
  const mean = bin.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, bin.length);
  return `| ${mean.toFixed(2)} | ${bin.length} | ${share(right, bin.length)} |`;
}

function share(n: number, of: number): string {
  return of === 0 ? '–' : (n / of).toFixed(3);
}
