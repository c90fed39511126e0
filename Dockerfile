# Goodstanding for PostgreSQL deployments. Build: docker build -t goodstanding .
FROM python:3.13-slim-trixie AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY src ./src
RUN /venv/bin/python -m compileall -q /app/src \
 && echo /app/src > "$(/venv/bin/python -c 'import site; print(site.getsitepackages()[0])')/goodstanding-source.pth"

FROM python:3.13-slim-trixie
# pg_dump and psql for `goodstanding backup` and `restore`: trixie has those of PostgreSQL 17, which compose.yaml runs
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data goodstanding \
 && mkdir /data && chown goodstanding /data
COPY --from=build /venv /venv
COPY --from=build /app/src /app/src
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 GOODSTANDING_DATA=/data GOODSTANDING_LOG_FORMAT=json
USER goodstanding
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "goodstanding.config.cli"]
CMD ["serve", "--host", "0.0.0.0"]
