"""A receiver of Loki's push API that dies: receiver.py PORT FILE. It says 204 when its lines are on disk, and not before."""
import http.server
import json
import os
import sys

port, path = int(sys.argv[1]), sys.argv[2]
taken = open(path, "a", buffering=1 << 20)


class Push(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        assert self.path == "/loki/api/v1/push", self.path
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        for stream in body["streams"]:
            for _, text, more in stream["values"]:
                taken.write(json.dumps([stream["stream"]["console"], int(more["offset"]), text]) + "\n")
        taken.flush()
        os.fsync(taken.fileno())
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer.allow_reuse_address = True
server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Push)
print("listening", server.server_address[1], flush=True)
server.serve_forever()
