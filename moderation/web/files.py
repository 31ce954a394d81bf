"""Our own style, scripts and icon: sent compressed, and kept by browsers until they change."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

#: Seconds for which a browser need not ask for a file again: its address changes with it.
KEPT_SECONDS = 365 * 24 * 3600

#: Characters of a file's digest that its address holds.
VERSION_CHARACTERS = 12

ENDPOINT = "static"


def install_files(app: Flask) -> None:
    """Have *app* give the files' addresses a version, and send them compressed.

    Call it after what compresses is installed: what comes later goes first.
    """
    versions = _versions(Path(app.static_folder or ""))

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == ENDPOINT and values.get("filename") in versions:
            values["v"] = versions[values["filename"]]

    def prepare(response: Response) -> Response:
        if request.endpoint == ENDPOINT and response.status_code == 200:
            # Only what was read can be compressed; the largest has some kilobytes.
            response.direct_passthrough = False
            response.get_data()
            # At once: a server whose client is gone may never come to it.
            response.close()
            name = (request.view_args or {})["filename"]
            if request.args.get("v") == versions.get(name):
                response.cache_control.no_cache = None
                response.cache_control.public = True
                response.cache_control.immutable = True
                response.cache_control.max_age = KEPT_SECONDS
        return response

    app.url_defaults(add_version)
    app.after_request(prepare)


def _versions(folder: Path) -> dict[str, str]:
    """Return the version of each file in *folder*, by its name."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:VERSION_CHARACTERS]
        for file in folder.iterdir()
        if file.is_file()
    }
