# One image for the API, the worker, the migration and the command line.
#
#   docker build --tag textile-costing:0.1.0 .
#   docker run textile-costing:0.1.0 api | worker | migrate | costing --help
#
# docs/operating/image.md has the details; `npm run image` builds it and runs each command on real servers.

# The base has Node, npm (only the build stages use it) and the C++ library of Node. A tag with all three numbers: what was
# tested is what runs. Another one: --build-arg BASE_IMAGE=…, by digest where the registry is not trusted.
ARG BASE_IMAGE=docker.io/library/node:20.20.2-bookworm-slim

# Compiles the sources; needs the development packages.
FROM ${BASE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The secret is a user's .npmrc, for a registry of one's own; the build works without it.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=optional
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY bench bench
COPY clients clients
COPY libs libs
COPY migrations migrations
COPY test test
COPY tools tools
RUN npm run -s build && mkdir /dist && mv dist/apps dist/libs dist/migrations /dist/

# The packages that the programs need, without development packages and without the embedded PostgreSQL.
FROM ${BASE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=dev --omit=optional
COPY tools/image/bin bin
# The commands begin with #!/app/bin/node, so that they need neither a shell nor `env`, wherever the base keeps Node.
RUN ln -s "$(command -v node)" bin/node && mkdir /keys

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="Textile Costing Engine"
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/bin bin
# The schema that migrations lead to is compared with the database at every start; the examples are a first catalogue.
COPY migrations/schema.sql migrations/schema.sql
COPY examples/*.json examples/
COPY --from=build /dist dist
# A new volume mounted there takes over its owner: the keys of the API, which `costing keys` writes.
COPY --from=packages --chown=10001:10001 /keys /keys
# All else belongs to root: the user below writes to /tmp and to mounted volumes, nothing else.
# Without DATABASE_URL the programs look for the embedded server, which is not in the image: the folder lets them say so.
ENV PATH=/app/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    DATA_FOLDER=/tmp/costing \
    HOST=0.0.0.0 \
    HEALTH_HOST=0.0.0.0 \
    START_WAIT=on \
    HOME=/tmp
# By number, because Kubernetes cannot tell from a name that it is not root.
USER 10001:10001
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["health"]
CMD ["api"]
