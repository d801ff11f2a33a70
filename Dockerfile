# One image for every role; the command says which: keys, scheduler, sandbox, migrate, admin-key, import-keys.
#
#   docker build -t curfew:local .
#   docker run --rm curfew:local --help
#
# Plain Dockerfile syntax only, so that it builds with and without BuildKit. Behind a registry mirror:
# --build-arg NPM_CONFIG_REGISTRY=<its URL>.

FROM node:24-bookworm-slim AS build
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
# Compiling needs no install script of any package: none is run.
RUN npm ci --ignore-scripts --no-audit
COPY . .
# A checkout made under a strict umask would arrive unreadable for the image's user.
RUN npm run build && chmod a+r LICENSE package.json tools/curfew.mjs

FROM node:24-bookworm-slim AS dependencies
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
# Native parts arrive as prebuilt optional packages, so running needs no install script either. What only compilers and
# debuggers read is half of the weight: TypeScript (for a plugin of @nestjs/swagger that isn't used), source maps, types.
RUN npm ci --omit=dev --ignore-scripts --no-audit \
  && rm -rf node_modules/typescript \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
# The folders are where volumes are mounted: an empty named volume takes over the owner and the mode found here.
RUN groupadd --gid 10001 curfew \
  && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin curfew \
  && install --directory --owner 10001 --group 10001 --mode 0750 /etc/curfew/database /etc/curfew/peppers /etc/curfew/webhooks /var/lib/curfew
# Everything below belongs to root: a process that is taken over can't rewrite its own code.
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist/apps dist/apps
COPY --from=build /app/dist/libs dist/libs
COPY --from=build /app/LICENSE /app/package.json ./
COPY --from=build /app/tools/curfew.mjs tools/
# By number, so that Kubernetes can tell that it isn't root.
USER 10001:10001
ENTRYPOINT ["node", "tools/curfew.mjs"]
