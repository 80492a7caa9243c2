# One image for both processes: the default command is the gateway, `node --disable-sigusr1 workers/main.ts` is a worker.
# Node runs the TypeScript files directly: there is no build step, only the installation of production dependencies.
ARG BASE=node:24-trixie-slim

FROM ${BASE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install script of a package runs. The SBOM is generated here; from the lock file alone npm would omit packages that
# development uses too. With your own registry: docker build --secret id=npmrc,src=$HOME/.npmrc
# Half of the installed files are not needed and are removed: optional native packages (to render pages, to decompress
# faster), source maps, the second build of ImageMagick, and of pdfjs-dist all but its character tables and, to decode
# scans, one build of pdf.js with two decoders.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=dev --omit=optional --ignore-scripts \
  && npm pkg delete devDependencies && npm sbom --omit=optional --sbom-format=cyclonedx > sbom.json \
  && find node_modules -name "*.map" -delete \
  && rm -r node_modules/@imagemagick/magick-wasm/dist/x64 node_modules/@imagemagick/magick-wasm/dist/index.umd.cjs \
  && cd node_modules/pdfjs-dist && rm -r build web types standard_fonts iccs image_decoders \
  && rm -r legacy/web legacy/image_decoders legacy/build/*.min.mjs legacy/build/pdf.renderer.mjs \
  && rm legacy/build/pdf.sandbox.mjs wasm/qcms_bg.wasm wasm/quickjs-eval.wasm wasm/*.js

FROM ${BASE} AS program
WORKDIR /app
COPY --from=dependencies /app ./
COPY common common
COPY gateway gateway
COPY workers workers

# The system calls that the kernel refuses to processes that read documents, as a filter for the architecture of this image.
FROM ${BASE} AS sandbox
COPY workers/documents/process/forbidden-syscalls.txt workers/documents/process/write-filter.ts ./
RUN (command -v enosys || (apt-get update && apt-get install --yes --no-install-recommends util-linux-extra)) \
  && node write-filter.ts

# Node's compile cache, created once: processes start in half the time. Node stores it per user ID. The processes end at once,
# because they have no settings. A thread has a cache of its own, by the flags of V8 that the process has
# (common/rights/restrict-process.ts).
FROM program AS compiled
USER 1000:1000
RUN export NODE_COMPILE_CACHE=/tmp/compiled && ! node gateway/main.ts && ! node workers/main.ts \
  && node --heap-growing-percent=200 --no-memory-reducer --max-semi-space-size=64 --scavenger-max-new-space-capacity-mb=8 \
  --input-type=module --eval \
  'const files = ["workers/watchdog/watchdog-thread", "gateway/tenants/parser-thread"]; \
  await Promise.all(files.map((file) => import(`/app/${file}.ts`)))' \
  && chmod -R a=rX /tmp/compiled

FROM program AS product
ARG VERSION=1.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="m365-connector" \
  org.opencontainers.image.description="MCP server that gives Claude read-only, user-delegated access to Microsoft 365" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.compiled
COPY --from=compiled /tmp/compiled .compiled
COPY --from=sandbox reader-sandbox.bpf ./
# The user `node` of the base image, as a number so that an orchestrator can see that it is not root. Files belong to root:
# the process can't change its own code and writes nowhere. It puts itself under Node's permission model when it starts.
USER 1000:1000
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OPS_PORT || 9464}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-sigusr1", "gateway/main.ts"]

# The simulated Microsoft 365 of docker-compose.demo.yml, on top of the product, with the one package that only it needs, in
# the version of the lock file. Never the default target.
FROM product AS demo
USER 0
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
  selfsigned=$(node --print 'require("./package.json").devDependencies.selfsigned') \
  && npm pkg delete devDependencies && npm pkg set dependencies.selfsigned=$selfsigned \
  && npm install --omit=optional --ignore-scripts && install -d -o 1000 -g 1000 /trust
COPY test/fake-tenant test/fake-tenant
COPY test/demo/compose test/demo/compose
USER 1000:1000
EXPOSE 9441 9442 9443
HEALTHCHECK --interval=2s --timeout=3s --start-period=30s --retries=3 CMD ["test", "-s", "/trust/ca.pem"]
CMD ["node", "test/demo/compose/main.ts"]

# The proxy that is the workers' way out in docker-compose.yml, which mounts its configuration. Never the default target.
FROM ${BASE} AS egress
RUN (command -v squid || (apt-get update && apt-get install --yes --no-install-recommends squid)) \
  && rm -rf /var/lib/apt/lists/*
USER 1000:1000
EXPOSE 3128
CMD ["squid", "-N"]

# The default target of `docker build .`: the product.
FROM product AS production
