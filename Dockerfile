# Builds the program, then keeps only what runs it.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN node bootstrap.mjs build && npm prune --omit=dev

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/kernels/build ./kernels/build
COPY --from=build /app/runtime/report/assets ./runtime/report/assets
COPY --from=build /app/cli/bin ./cli/bin
COPY --from=build /app/strategies ./strategies
# Strategies and data are mounted here; runs and the cache of imported data are written here.
RUN mkdir /work && chown node:node /work
WORKDIR /work
USER node
ENTRYPOINT ["node", "/app/cli/bin/sage.js"]
CMD ["--help"]
