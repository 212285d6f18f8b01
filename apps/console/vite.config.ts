import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The server this console speaks to while it is being developed. */
const server = process.env.KUAIJI_SERVER ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // MapLibre 6 loads its worker as a module; anything else leaves the map blank.
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 2 },
            { name: 'map', test: /node_modules\/(maplibre-gl|@maplibre|@mapbox)\// },
            { name: 'fields', test: /node_modules\/(antd|@ant-design|@rc-component)\// },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 1200,
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/tiles', '/ledger/', '/health'].map(path => [path, { target: server, changeOrigin: false }]),
    ),
  },
})
