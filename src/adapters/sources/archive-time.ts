import type { FetchedPost } from '../../ports/source.ts';

/** One run through an archive: the archive's instant `firstAt` is played at `startedAt` (both epoch ms). */
export interface Lap {
  number: number;
  startedAt: number;
  firstAt: number;
  /** Latest original instant given out so far. */
  lastAt: number;
}

export interface LapStart {
  number: number;
  now: number;
  firstAt: number;
  settings: { speed: number; startMinute: number };
}

/** The lap in which minute `startMinute` of the archive is now. */
export function beginLap({ number, now, firstAt, settings }: LapStart): Lap {
  return { number, startedAt: now - (settings.startMinute * 60_000) / settings.speed, firstAt, lastAt: firstAt };
}

/** When a post of the archive is played: startedAt + (createdAt − firstAt) / speed. */
export function releaseAt(createdAt: number, lap: Lap, speed: number): number {
  return Math.round(lap.startedAt + (createdAt - lap.firstAt) / speed);
}

/** The post as if it were written when it is played. Each lap has ids of its own, else its posts would be the last one's. */
export function shiftedPost(post: FetchedPost, lap: Lap, speed: number): FetchedPost {
  const named = (nativeId: string) => (lap.number === 0 ? nativeId : `${nativeId}#${lap.number}`);
  return {
    ...post,
    id: `${post.source}:${named(post.nativeId)}`,
    nativeId: named(post.nativeId),
    createdAt: releaseAt(post.createdAt, lap, speed),
    ...(post.editedAt !== undefined && { editedAt: releaseAt(post.editedAt, lap, speed) }),
    ...(post.repostOf !== undefined && { repostOf: named(post.repostOf) }),
  };
}
