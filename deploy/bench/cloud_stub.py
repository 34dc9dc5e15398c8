"""Keystone and Nova in one, as far as the gateway asks, in a process of its own.

    cloud_stub.py PORT CALLS KEY GUESTS PROJECTS PEOPLE

Everybody is a member of five projects and has two keys. The first of all has that of the file KEY, and so has the first
project servers, whose consoles are at the websocket address GUESTS. Each call is added to the file CALLS: a line with
its monotonic time, its method and its path. Standard output gets a line when it listens.
"""
import asyncio
import base64
import hashlib
import json
import re
import sys
import time
from urllib.parse import parse_qs, urlsplit

PROJECTS_EACH = 5
KEYS_EACH = 2
SERVERS = 24
HOUR = 3600
DOMAIN = {"id": "default", "name": "Default", "enabled": True}


def project_id(number):
    return f"b{number:031x}"


def user_id(number):
    return f"a{number:031x}"


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(seconds))


def key_line(name):
    """Of a key that nobody has the other half of."""
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + hashlib.sha256(name.encode()).digest()
    return f"ssh-ed25519 {base64.b64encode(blob).decode()} {name}"


class Cloud:
    def __init__(self, address, key, guests, projects, people):
        self._address = address
        self._guests = guests
        self._tokens = {}
        self._projects = {project_id(n): self._named("project", project_id(n), n) for n in range(projects)}
        self._users = {user_id(n): self._named("person", user_id(n), n) for n in range(people)}
        self._members = {project: [] for project in self._projects}
        self._keys = {}
        for number, user in enumerate(self._users):
            for turn in range(min(PROJECTS_EACH, projects)):
                self._members[project_id((number + turn * max(1, projects // PROJECTS_EACH)) % projects)].append(user)
            self._keys[user] = [key_line(f"{user}-{turn}") for turn in range(KEYS_EACH)]
        self._keys[user_id(0)][0] = key
        self._servers = {f"{n:08x}-0000-4000-8000-000000000000": n for n in range(SERVERS)}

    @staticmethod
    def _named(what, name, number):
        return {"id": name, "name": f"{what}-{number}", "domain_id": DOMAIN["id"], "enabled": True}

    def answer(self, method, target, token, body):
        """Status, body, and a token when there is a new one."""
        parts = urlsplit(target)
        path, query = parts.path, parse_qs(parts.query, keep_blank_values=True)
        if path == "/v3/auth/tokens":
            return self._grant(json.loads(body)["auth"].get("scope", {}))
        if token not in self._tokens:
            return 401, {"error": {"code": 401, "message": "The request you have made requires authentication."}}, None
        found = self._identity(path, query) if path.startswith("/v3/") else self._compute(path, query, self._tokens[token])
        if found is None:
            return 404, {"error": {"code": 404, "message": "Could not find it."}}, None
        return 200, found, None

    def _grant(self, scope):
        project = scope.get("project", {}).get("id")
        name = f"gAAAA-{len(self._tokens)}"
        self._tokens[name] = project
        now = time.time()
        faces = [
            {"interface": face, "region": "R", "region_id": "R", "url": f"{self._address}/v2.1"}
            for face in ("public", "internal", "admin")
        ]
        token = {
            "issued_at": stamp(now),
            "expires_at": stamp(now + HOUR),
            "catalog": [{"type": "compute", "name": "nova", "endpoints": faces}],
        }
        if project:
            token["project"] = {"id": project, "name": self._projects[project]["name"]}
        return 201, {"token": token}, name

    def _identity(self, path, query):
        _, _, kind, *name = path.split("/")
        if kind == "role_assignments":
            return {"role_assignments": self._roles(query)}
        things = {"users": self._users, "projects": self._projects, "domains": {DOMAIN["id"]: DOMAIN}}[kind]
        if not name:
            return {kind: list(things.values())}
        return {kind[:-1]: things[name[0]]} if name[0] in things else None

    def _roles(self, query):
        projects = query.get("scope.project.id", self._projects)
        users = query.get("user.id")
        return [
            {"scope": {"project": {"id": project}}, "user": {"id": user}, "role": {"id": "r", "name": "member"}}
            for project in projects
            for user in self._members[project]
            if users is None or user in users
        ]

    def _compute(self, path, query, project):
        if path == "/v2.1/":
            return {"version": {"version": "2.93", "min_version": "2.1"}}
        if path == "/v2.1/os-keypairs":
            keys = self._keys.get(query["user_id"][0], [])
            return {
                "keypairs": [
                    {"keypair": {"name": f"key-{n}", "type": "ssh", "public_key": key}} for n, key in enumerate(keys)
                ]
            }
        mine = self._servers if project == project_id(0) else {}
        if path == "/v2.1/servers/detail":
            changed = "changes-since" in query  # nothing ever does
            return {"servers": [] if changed else [self._server(name, project) for name in mine]}
        server = re.match(r"/v2.1/servers/([^/]+)(/remote-consoles)?$", path)
        if not server or server[1] not in mine:
            return None
        if server[2]:
            url = f"{self._guests}/{mine[server[1]]}?token={time.monotonic_ns()}"
            return {"remote_console": {"protocol": "serial", "type": "serial", "url": url}}
        return {"server": self._server(server[1], project)}

    def _server(self, name, project):
        return {
            "id": name,
            "name": f"cloud-{self._servers[name]}",
            "status": "ACTIVE",
            "tenant_id": project,
            "updated": "2026-01-01T00:00:00Z",
            "OS-EXT-STS:task_state": None,
            "metadata": {},
        }


async def talk(cloud, calls, reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?im)^content-length: *(\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""
            method, target, _ = head.split(" ", 2)
            calls.write(f"{time.monotonic()} {method} {target}\n")
            token = re.search(r"(?im)^x-auth-token: *(\S+)", head)
            status, answer, new = cloud.answer(method, target, token and token[1], body)
            data = json.dumps(answer).encode()
            lines = [f"HTTP/1.1 {status} .", "Content-Type: application/json", f"Content-Length: {len(data)}"]
            if new:
                lines.append(f"X-Subject-Token: {new}")
            writer.write("\r\n".join([*lines, "\r\n"]).encode() + data)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the gateway has gone
    finally:
        writer.close()


async def serve(port, calls, key, guests, projects, people):
    with open(key, encoding="ascii") as file, open(calls, "a", buffering=1, encoding="ascii") as log:
        cloud = Cloud(f"http://127.0.0.1:{port}", file.read().strip(), guests, int(projects), int(people))
        server = await asyncio.start_server(lambda *ends: talk(cloud, log, *ends), "127.0.0.1", int(port))
        print("ready", flush=True)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
