import { z } from 'zod';

// Half a surrogate pair is no character: the database refuses it in JSON, and the zero character everywhere.

/** Text that every store can hold. */
export const storableText = z
  .string()
  .regex(/^[^\u0000\p{Cs}]*$/u, 'must hold neither the zero character nor half a surrogate pair');

/** The same on one line: names and ids, by which lists are sorted and asked on. */
export const storableName = z
  .string()
  .regex(/^[^\u0000-\u001f\p{Cs}]*$/u, 'must hold neither control characters nor half a surrogate pair');
