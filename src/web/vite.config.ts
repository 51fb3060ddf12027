import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/assets/',
  esbuild: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
