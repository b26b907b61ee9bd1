# The daemon in a container. The folder of its config is mounted, its database is a volume, all else may be read-only:
#
#   docker build -t liveblog-monitor .
#   docker run -d --name liveblog --read-only --cap-drop ALL --security-opt no-new-privileges --stop-timeout 20 \
#     -v "$PWD/config:/etc/liveblog-monitor:ro" -v liveblog:/var/lib/liveblog-monitor liveblog-monitor
#   docker exec liveblog liveblog-monitor status --config /etc/liveblog-monitor/monitor.yaml
#   docker exec liveblog liveblog-monitor reload --config /etc/liveblog-monitor/monitor.yaml
#
# To upgrade it, build anew, `docker rm -f liveblog`, and run it again: the volume keeps what it knows. With podman build
# it with `--format docker`; its own format leaves the health check out.
#
# It reads config/monitor.yaml. The folder is mounted, not the file: editors put a new file in the place of the old one, and
# a container goes on to see the old one. It runs as user and group 10001: secrets in that folder must be readable by it
# (`sudo chgrp 10001 config/desk.secret && chmod 640 config/desk.secret`), a folder of this machine in place of the volume
# must be its own (`sudo chown 10001:10001 /srv/liveblog`). For the dashboard write
# `api: {listen: 0.0.0.0:8787, tokens: [...]}` into the config, and add `-p 127.0.0.1:8787:8787`.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# The dependencies come first: they change less often than the code, and this layer stays in the cache.
COPY requirements.lock requirements-setup.lock ./
RUN python -m venv /opt/liveblog-monitor
RUN /opt/liveblog-monitor/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
# Of the lock for a checkout only the build backend and what it imports, with the same hashes.
RUN python -m venv /opt/build
RUN sed -nE '/^(hatchling|packaging|pathspec|pluggy|trove-classifiers)==/,/[^\\]$/p' requirements-setup.lock > build.lock
RUN /opt/build/bin/pip install --require-hashes --only-binary :all: --no-deps -r build.lock
COPY pyproject.toml README.md LICENSE ./
COPY config/demo.yaml config/
COPY monitor monitor
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist .
RUN /opt/liveblog-monitor/bin/pip install --no-deps dist/*.whl

FROM python:${PYTHON}-slim
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="liveblog-monitor" \
      org.opencontainers.image.description="Watches live blogs and tells webhooks what was published, edited, withdrawn or restored, entry by entry." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# A fixed number, so that the owner of a mounted volume is the same on every host.
RUN groupadd --gid 10001 monitor \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/liveblog-monitor --shell /usr/sbin/nologin monitor \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/liveblog-monitor \
 && install -d -m 0755 /etc/liveblog-monitor
COPY --from=builder /opt/liveblog-monitor /opt/liveblog-monitor
ENV PATH=/opt/liveblog-monitor/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONFAULTHANDLER=1 \
    LIVEBLOG_MONITOR_HEARTBEAT=/var/lib/liveblog-monitor/heartbeat
USER 10001:10001
# A relative store (sqlite:///liveblog.db) lies here.
WORKDIR /var/lib/liveblog-monitor
VOLUME /var/lib/liveblog-monitor
# It drains within 10 s, which is also how long `docker stop` waits; hence --stop-timeout 20.
STOPSIGNAL SIGTERM
# The scheduler touches the file every 10 s; one older than a minute means that it polls no more.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=2 \
  CMD test -n "$(find "$LIVEBLOG_MONITOR_HEARTBEAT" -newermt '-60 seconds')"
ENTRYPOINT ["liveblog-monitor"]
CMD ["run", "--config", "/etc/liveblog-monitor/monitor.yaml"]
