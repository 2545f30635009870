# syntax=docker/dockerfile:1
# One image for every process of ours: `docker run … ventros run api`, `… run flows`. The compose file names them all.

FROM python:3.12-slim-bookworm AS build
ENV PATH=/opt/venv/bin:$PATH VENTROS_DATA_DIR=/srv/ventros
WORKDIR /app
RUN python -m venv /opt/venv
COPY pyproject.toml constraints.txt LICENSE ./
# The packages stand here as empty names: what changes daily (the code) does not rebuild what changes monthly.
RUN --mount=type=cache,target=/root/.cache/pip \
    for floor in api connectors contracts memory pipelines; do mkdir "$floor" && touch "$floor/__init__.py"; done \
    && pip install --disable-pip-version-check -c constraints.txt -e ".[stream,workflows,models,language,lake,dbt,observability,quality]"
COPY api api
COPY connectors connectors
COPY contracts contracts
COPY memory memory
COPY pipelines pipelines
COPY dbt dbt
RUN --mount=type=cache,target=/root/.cache/pip ventros models fetch && python -m compileall -q /app

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VENTROS_API_HOST=0.0.0.0 \
    VENTROS_DATA_DIR=/srv/ventros
# Times of customers are told in their zones: the build fails where the base image no longer brings them.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin ventros \
    && install --directory --owner 10001 /var/lib/ventros/lake \
    && python -c "import zoneinfo; zoneinfo.ZoneInfo('America/Sao_Paulo')"
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/ventros /srv/ventros
COPY --from=build /app /app
WORKDIR /app
# Everything above belongs to root: a process of ours cannot change the code that it runs.
USER 10001
EXPOSE 8080 8081
# For the default command. The compose file says for every process what its health is.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/health', timeout=4)"]
CMD ["ventros", "run", "api"]
