"""A collector of traces for tests: OTLP over HTTP with protobuf, as every collector takes it."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector:
    """What it was told: `bodies` byte for byte, `spans()` as protobuf."""

    def __init__(self):
        self.url, self.bodies = "", []

    def spans(self):
        told = [ExportTraceServiceRequest.FromString(body) for body in list(self.bodies)]
        return [
            span
            for one in told
            for resource in one.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def named(self, name):
        return [span for span in self.spans() if span.name == name]


@contextmanager
def collecting():
    """A collector, until the block ends."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if self.path == "/v1/traces" else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Nothing: a test listens to the collector itself."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        collector.url = f"http://127.0.0.1:{server.server_port}"
        yield collector
        server.shutdown()
