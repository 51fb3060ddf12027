import type { ReportAnswer } from '../../http/schemas.ts';

/** A post word for word, as text and in its own direction. */
export function PostText({ post }: { post: Pick<ReportAnswer, 'text' | 'lang'> }) {
  return (
    <blockquote class="post" dir="auto" lang={post.lang ?? undefined}>
      {readable(post.text)}
    </blockquote>
  );
}

/** Hostile text harmless to read: no control characters, no direction overrides that reach beyond the post, no endless lines. */
function readable(text: string): string {
  const clean = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu, '');
  return clean.length > 1_200 ? `${clean.slice(0, 1_200)}…` : clean || '(no text)';
}
