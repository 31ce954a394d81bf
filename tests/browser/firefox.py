"""Debian's Firefox, driven by its own protocol, Marionette.

Playwright speaks to a Firefox of its own build only, Selenium needs geckodriver, which
Debian has not, and Mozilla's client imports what Python 3.13 has dropped. The protocol is
small: a length, a colon and ``[0, number, "WebDriver:…", parameters]``; the commands
are those of the W3C's WebDriver.
"""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

#: Nothing is fetched from elsewhere while it runs, and pages come in French.
PREFERENCES: Mapping[str, object] = {
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "fr-CH,fr",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}

ENTER = "\ue007"

#: Seconds to wait for something to happen, and between two looks.
PATIENCE, PAUSE = 10, 0.05

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of WebDriver's references


class FirefoxError(Exception):
    """A command failed: its name and what Firefox said."""


def firefox_path() -> str | None:
    """Return where Firefox is; None if it is not installed."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def firefox(profile: Path, **preferences: object) -> Iterator["Window"]:
    """Start Firefox with a new *profile* and *preferences* (dots as __); yield its window."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    wanted = {**PREFERENCES, **{name.replace("__", "."): v for name, v in preferences.items()}}
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in {**wanted, "marionette.port": port}.items()
    ]
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    command = [firefox_path(), "--headless", "--no-remote", "--profile", profile]
    command += ["--marionette", "--remote-allow-system-access"]  # to forget what pages left
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _connected(port) as connection:
            yield Window(connection)
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    until = time.monotonic() + 60
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE)
        else:
            break
    with connection:
        yield connection


class Window:
    """A window of Firefox, with what a person does in it; elements are found by CSS selectors."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rwb")
        self._numbers = count()
        self._answer()  # who it is
        self._do("NewSession", strictFileInteractability=True)

    def open(self, address: str) -> None:
        """Go to *address* and wait until the page is there."""
        self._do("Navigate", url=address)

    def size(self, width: int, height: int) -> None:
        """Make the window so many pixels wide and high."""
        self._do("SetWindowRect", width=width, height=height)

    def fill(self, **values: str) -> None:
        """Write *values* into the fields of these ids, instead of what is there."""
        for name, value in values.items():
            self._on(f"#{name}", "ElementClear")
            self.press(value, f"#{name}")

    def press(self, keys: str, selector: str = "body") -> None:
        """Type *keys* where *selector* is."""
        self._on(selector, "ElementSendKeys", text=keys)

    def click(self, selector: str) -> None:
        """Click the first that *selector* finds; FirefoxError if something else lies over it."""
        self._on(selector, "ElementClick")

    def text(self, selector: str = "main") -> str:
        """Return what is to be read in the first that *selector* finds."""
        return str(self._on(selector, "GetElementText"))

    def value(self, name: str) -> object:
        """Return what stands in the field of this id."""
        return self._on(f"#{name}", "GetElementProperty", name="value")

    def script(self, source: str) -> object:
        """Return what *source* gives in the page."""
        return self._do("ExecuteScript", script=f"return {source}", args=[])

    def forget(self) -> None:
        """Forget cookies, drafts and everything else that pages left."""
        self.open("about:blank")
        self._do("SetContext", "Marionette", value="chrome")
        self._do(
            "ExecuteAsyncScript",
            script="Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL,"
            " {onDataDeleted: arguments[0]})",
            args=[],
        )
        self._do("SetContext", "Marionette", value="content")

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until *holds*, PATIENCE seconds at most; what is not there yet does not hold."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                if holds():
                    return
            except FirefoxError:
                if time.monotonic() > until:
                    raise
            assert time.monotonic() < until, f"waited in vain at {self._do('GetCurrentURL')}"
            time.sleep(PAUSE)

    def until_at(self, part: str) -> None:
        """Wait until *part* is in the address."""
        self.until(lambda: part in str(self._do("GetCurrentURL")))

    def _on(self, selector: str, command: str, **parameters: object) -> object:
        found = self._do("FindElement", using="css selector", value=selector)
        return self._do(command, id=found[_ELEMENT], **parameters)

    def _do(self, command: str, module: str = "WebDriver", /, **parameters: object):
        sent = json.dumps([0, next(self._numbers), f"{module}:{command}", parameters]).encode()
        self._file.write(b"%d:%s" % (len(sent), sent))
        self._file.flush()
        _, _, error, result = self._answer()
        if error:
            raise FirefoxError(command, parameters.get("value"), error["message"])
        return (
            result["value"] if isinstance(result, dict) and result.keys() == {"value"} else result
        )

    def _answer(self):
        length = b""
        while (char := self._file.read(1)) != b":":
            length += char
        return json.loads(self._file.read(int(length)))
