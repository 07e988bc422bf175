import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Write .br and .gz beside every text file of 1 kB or more, so the server only picks a file. */
function precompress(): Plugin {
  return {
    name: 'precompress', apply: 'build',
    writeBundle({ dir: out }) {          // not closeBundle: that also runs after a failed build, and hides its error
      if (!out) return;
      for (const e of readdirSync(out, { recursive: true, withFileTypes: true })) {
        if (!e.isFile() || !/\.(js|css|html|svg|json|map|txt)$/.test(e.name)) continue;
        const f = join(e.parentPath, e.name), b = readFileSync(f);
        if (b.length < 1024) continue;
        writeFileSync(f + '.gz', gzipSync(b, { level: 9 }));
        writeFileSync(f + '.br', brotliCompressSync(b, { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: b.length } }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), precompress()],
  resolve: { alias: { '@': join(import.meta.dirname, 'src') } },
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 600, reportCompressedSize: true, manifest: true, rollupOptions: { input: { main: 'index.html', public: 'public.html' } } },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8000' } },
});
