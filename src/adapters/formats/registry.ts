import type { Format } from '../../ports/format.ts';
import { csv } from './csv.ts';
import { ndjson } from './ndjson.ts';
import { parquet } from './parquet.ts';

/** Every format by its name: a new one is a file and a line here. */
export const formats: Record<string, Format> = { csv, ndjson, parquet };
