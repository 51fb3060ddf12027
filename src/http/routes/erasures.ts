import { z } from 'zod';
import { erasePerson } from '../../commands/erase-person.ts';
import { storableName, storableText } from '../../ports/storable-text.ts';
import { actingOf } from '../acting.ts';
import { defineRoute, type Route } from '../route.ts';

const longestId = 512;

export const erasureBody = z.strictObject({
  source: storableName.trim().min(1).max(longestId).describe('The source’s id, such as bluesky.'),
  author: storableText.trim().min(1).max(longestId).describe('The author as the source names them.'),
});

export const erasureRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/erasures',
    summary: 'Takes everything of a person away: posts, reports, labels; what comes of them later is not stored',
    needs: 'admin',
    bodySchema: erasureBody,
    answers: {
      status: 200,
      description: 'How many posts went',
      schema: z.object({ posts: z.int().nonnegative() }),
    },
    run: async (context, { body, person }) => {
      const { salt, authorWindowMinutes } = context;
      return { posts: await erasePerson({ ...actingOf(context, person), salt, authorWindowMinutes }, body) };
    },
  }),
];
