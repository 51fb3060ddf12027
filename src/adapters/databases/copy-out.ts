import type pg from 'pg';

/** What the driver calls on a query of its own making, as far as COPY TO STDOUT needs it. */
interface CopyQuery extends pg.Submittable {
  handleRowDescription(): void;
  handleDataRow(): void;
  handleCopyData(message: { chunk: Uint8Array }): void;
  handlePortalSuspended(): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/** Runs a COPY … TO STDOUT and gives all that it says, `expected` bytes or more. */
export function copyOut(client: pg.PoolClient, statement: string, expected: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let text = Buffer.allocUnsafe(expected);
    let length = 0;
    const query: CopyQuery = {
      submit: (connection) => void connection.query(statement),
      handleRowDescription() {},
      handleDataRow() {},
      // Copied: the driver reads on into the same memory.
      handleCopyData({ chunk }) {
        if (length + chunk.length > text.length)
          text = Buffer.concat([text], Math.max(2 * text.length, length + chunk.length));
        text.set(chunk, length);
        length += chunk.length;
      },
      handlePortalSuspended() {},
      handleCommandComplete() {},
      handleReadyForQuery: () => resolve(text.subarray(0, length)),
      handleError: reject,
    };
    client.query(query);
  });
}
