# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /outcry
COPY package.json package-lock.json tsconfig.json ./
COPY src ./src
RUN npm ci --no-audit --no-fund && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production OUTCRY_DATA_DIR=/var/lib/outcry
WORKDIR /outcry
RUN groupadd --system --gid 10001 outcry && useradd --system --uid 10001 --gid outcry --home-dir /var/lib/outcry --create-home outcry
COPY --from=build --chown=root:root /outcry/package.json ./
COPY --from=build --chown=root:root /outcry/node_modules ./node_modules
COPY --from=build --chown=root:root /outcry/dist ./dist
COPY --chown=root:root src/store/migrations ./src/store/migrations
COPY --chown=root:root models ./models
COPY --chown=root:root data ./data
USER outcry
VOLUME /var/lib/outcry
EXPOSE 8300
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.OUTCRY_PORT || 8300) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Reaching it from outside the container needs OUTCRY_HOST=0.0.0.0 and an API key: see the README.
CMD ["node", "dist/main.js"]
