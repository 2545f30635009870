"""A local server that speaks S3's REST API as far as the lake needs it: objects, multipart uploads, lists, errors.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

import threading
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


class S3(ThreadingHTTPServer):
    """Buckets in memory. `away` answers everything with 503, as a store does that is overloaded."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects, self.uploads, self.away = {}, {}, False

    def url(self, place):
        return f"s3://{place}?endpoint_override=127.0.0.1:{self.server_port}&scheme=http&region=us-east-1"


@contextmanager
def serve():
    with S3() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def _chunks(stream):
    """The body without the sizes, signatures and trailers between its chunks."""
    body = b""
    while size := int(stream.readline().split(b";")[0], 16):
        body += stream.read(size)
        stream.readline()
    while stream.readline().strip():
        pass
    return body


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Tests are quiet."""

    def _said(self):
        split = urlsplit(self.path)
        return unquote(split.path).lstrip("/"), parse_qs(split.query, keep_blank_values=True)

    def _refused(self):
        if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return self._error(403, "AccessDenied")
        return self._error(503, "SlowDown") if self.server.away else False

    def _body(self):
        """What is sent may be in chunks twice: those of HTTP, and inside them those of the signature."""
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "")
        body = _chunks(self.rfile) if chunked else self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return _chunks(BytesIO(body)) if "aws-chunked" in self.headers.get("Content-Encoding", "") else body

    def _answer(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return True

    def _error(self, status, code):
        return self._answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def do_PUT(self):
        body, (place, asked) = self._body(), self._said()
        if self._refused():
            return
        if "partNumber" in asked:
            self.server.uploads[asked["uploadId"][0]][int(asked["partNumber"][0])] = body
        else:
            self.server.objects[place] = body
        self._answer(ETag='"1"')

    def do_POST(self):
        self._body()
        place, asked = self._said()
        if self._refused():
            return
        if "uploads" in asked:
            upload = str(len(self.server.uploads))
            self.server.uploads[upload] = {}
            told = f"<UploadId>{upload}</UploadId>"
            self._answer(body=f"<InitiateMultipartUploadResult>{told}</InitiateMultipartUploadResult>".encode())
        else:
            parts = self.server.uploads.pop(asked["uploadId"][0])
            self.server.objects[place] = b"".join(parts[number] for number in sorted(parts))
            self._answer(body=b"<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>")

    def do_GET(self):
        place, asked = self._said()
        if self._refused():
            return
        if "list-type" in asked:
            self._listed(place, asked)
        elif (data := self.server.objects.get(place)) is None:
            self._error(404, "NoSuchKey")
        else:
            self._object(data)

    def _object(self, data):
        whole, status = len(data), 200
        if given := self.headers.get("Range"):
            first, _, last = given.removeprefix("bytes=").partition("-")
            data, status = data[int(first) : int(last or whole) + 1], 206
        at = {"Last_Modified": formatdate(usegmt=True), "ETag": '"1"'}
        if status == 206:
            at["Content_Range"] = f"bytes {first}-{int(first) + len(data) - 1}/{whole}"
        self._answer(status, data, **at)

    def _listed(self, bucket, asked):
        prefix = asked.get("prefix", [""])[0]
        names = [place.removeprefix(f"{bucket.rstrip('/')}/") for place in sorted(self.server.objects)]
        entries = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(self.server.objects[f'{bucket.rstrip(chr(47))}/{name}'])}"
            "</Size><LastModified>2026-03-02T12:00:00.000Z</LastModified></Contents>"
            for name in names if name.startswith(prefix)
        )  # fmt: skip
        told = f"<IsTruncated>false</IsTruncated><KeyCount>{len(names)}</KeyCount>{entries}"
        self._answer(body=f'<ListBucketResult xmlns="{NAMESPACE}">{told}</ListBucketResult>'.encode())

    def do_HEAD(self):
        place, _ = self._said()
        if self._refused():
            return
        data = self.server.objects.get(place)
        if data is None and "/" in place.strip("/"):
            self._error(404, "NotFound")
        else:
            self._answer(body=data or b"", Last_Modified=formatdate(usegmt=True), ETag='"1"')

    def do_DELETE(self):
        place, _ = self._said()
        if not self._refused():
            self.server.objects.pop(place, None)
            self._answer(204)
