import type { CDPSession, Page } from 'playwright-core';

export interface PageMetrics {
  /** CPU time of the page's main thread, ms: it doesn't grow while others use the machine. */
  cpuMs: number;
  heapBytes: number;
  nodes: number;
  listeners: number;
}

export interface Meter {
  read(): Promise<PageMetrics>;
  /** The same after the garbage is gone. */
  readClean(): Promise<PageMetrics>;
}

/** Reads what a page costs, in the browser's own figures. */
export async function meterOf(page: Page): Promise<Meter> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<PageMetrics> => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return {
      cpuMs: of('TaskDuration') * 1_000,
      heapBytes: of('JSHeapUsedSize'),
      nodes: of('Nodes'),
      listeners: of('JSEventListeners'),
    };
  };
  return {
    read,
    async readClean() {
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      return read();
    },
  };
}
