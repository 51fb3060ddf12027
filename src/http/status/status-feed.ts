import { markup } from './markup.ts';
import type { StatusFacts } from './status-facts.ts';

/** Updates of all incidents as Atom (RFC 4287), newest first. `root` is the address of this installation. */
export function statusFeed({ brand, incidents }: StatusFacts, root: string): string {
  const page = `${root}/status/${brand.id}`;
  const updates = incidents
    .flatMap(({ updates, id }) => updates.map((update) => ({ ...update, incident: id })))
    .sort((a, b) => b.at - a.at);
  const updatedAt = new Date(updates[0]?.at ?? Date.parse(brand.asOf)).toISOString();
  return markup`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${page}</id>
<title>${brand.name} status</title>
<updated>${updatedAt}</updated>
<author><name>Outcry</name></author>
<link rel="alternate" type="text/html" href="${page}"/>
<link rel="self" type="application/atom+xml" href="${page}/history.atom"/>
${updates.map(
  ({ id, at, title, en, es }) => markup`<entry>
<id>${page}#${id}</id>
<title>${brand.name}: ${title}</title>
<updated>${new Date(at).toISOString()}</updated>
<link rel="alternate" type="text/html" href="${page}"/>
<content type="text">${es === null ? en : `${en}\n\n${es}`}</content>
</entry>
`,
)}</feed>
`.text;
}
