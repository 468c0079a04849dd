# Builds the program, then keeps only what runs it. tests/docker-steps.test.ts takes these steps one by one.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc bootstrap.mjs ./
RUN npm ci --loglevel=error
COPY . .
RUN node bootstrap.mjs build
RUN npm prune --omit=dev --loglevel=error

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/kernels/build ./kernels/build
COPY --from=build /app/runtime/report/assets ./runtime/report/assets
COPY --from=build /app/cli/bin ./cli/bin
COPY --from=build /app/stdlib ./stdlib
COPY --from=build /app/strategies ./strategies
# The only place that is written to: the ledger, logs, runs and models. Strategies and candles are mounted beside it.
RUN mkdir -p /desk/.sage && chown -R node:node /desk
WORKDIR /desk
USER node
VOLUME /desk/.sage
# Fresh bars, a ledger that can be written, a clock that agrees with them.
HEALTHCHECK --interval=60s --timeout=20s --start-period=120s --retries=3 CMD ["node", "/app/cli/bin/sage.js", "status"]
ENTRYPOINT ["node", "/app/cli/bin/sage.js"]
CMD ["--help"]
