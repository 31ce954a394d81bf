"""A throw-away WordPress site: its own database server, its own copy of the files, PHP's own web server."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

#: Where tests/wordpress/fetch.sh put WordPress; and where Debian's package has it.
PLACES = (Path("/var/cache/charte-tests/wordpress"), Path("/usr/share/wordpress"))

EXAMPLES = Path(__file__).parents[2] / "examples" / "wordpress"

START_SECONDS = 60

ADMINISTRATOR, PASSWORD = "redaction", "une phrase que la rédaction retient"

_CONFIG = """<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:{socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {{
	define( $name . '_KEY', $name . ' key of a site that is thrown away' );
	define( $name . '_SALT', $name . ' salt of a site that is thrown away' );
}}
$table_prefix = 'wp_';
define( 'WP_HOME', '{url}' );
define( 'WP_SITEURL', '{url}' );
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'CHARTE_URL', trim( file_get_contents( '{charte}' ) ) );
if ( ! defined( 'ABSPATH' ) ) {{
	define( 'ABSPATH', __DIR__ . '/' );
}}
require_once ABSPATH . 'wp-settings.php';
"""

#: What makes the site a test's: comments in a row are no flood, and Akismet's plugin can be made
#: what it was before 5.5.
_FOR_TESTS = """<?php
add_filter( 'comment_flood_filter', '__return_false' );
add_filter( 'akismet_request_args', function ( $args ) {
	if ( get_option( 'without_callback' ) ) {
		unset( $args['callback'] );
	}
	return $args;
} );
"""


@dataclass
class Site:
    """A WordPress under way, with the article number 1."""

    folder: Path
    url: str

    @property
    def charte(self) -> Path:
        """The file that says where Charte is."""
        return self.folder / "charte-url"

    def php(self, code: str) -> Any:
        """Run *code* in WordPress; what it returns."""
        script = f"require '{self.folder}/site/wp-load.php'; require_once ABSPATH . 'wp-admin/includes/admin.php';"
        script += f"echo chr(30), json_encode( ( function () {{ {code} }} )() );"
        ran = subprocess.run(
            ["php", "-d", "sendmail_path=/bin/true", "-r", script],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (ran.returncode, "\x1e" in ran.stdout) == (0, True), ran.stdout + ran.stderr
        return json.loads(ran.stdout.rpartition("\x1e")[2])

    def write(self, text: str, *, name: str = "Rita Favre") -> httpx.Response:
        """Send the form under the article as a reader does."""
        email = f"{name.split()[0].casefold()}@example.org"
        form = {"author": name, "email": email, "comment": text, "comment_post_ID": "1"}
        headers = {"Accept-Language": "fr-CH,fr;q=0.9"}
        url = f"{self.url}/wp-comments-post.php"
        return httpx.post(url, data=form, headers=headers, timeout=60)

    def status(self, text: str) -> str | None:
        """Where the newest comment that begins with *text* stands; None if there is none."""
        found = json.dumps(text, ensure_ascii=False)
        return self.php(
            f"$found = get_comments( array( 'status' => 'any', 'number' => 1, 'search' => {found} ) );"
            "if ( ! $found ) { $found = get_comments( array( 'status' => 'trash', 'number' => 1,"
            f" 'search' => {found} ) ); }}"
            "return $found ? wp_get_comment_status( $found[0] ) : null;"
        )

    def set(self, **options: object) -> None:
        """Set options of the site."""
        for name, value in options.items():
            self.php(f"update_option( '{name}', json_decode( '{json.dumps(value)}', true ) );")


def wordpress() -> Path:
    """Return where WordPress is; the test is skipped where it, PHP or MariaDB is not installed."""
    commands = ("php", "mariadbd", "mariadb-install-db")
    missing = [name for name in commands if shutil.which(name) is None]
    found = [place for place in PLACES if _can_be_told(place)]
    if missing or not found:
        if os.environ.get("TEST_EVERYTHING"):
            pytest.fail(f"missing: {missing or 'WordPress'}, and no test may be skipped")
        pytest.skip("needs php-cli, php-mysql, mariadb-server-core and tests/wordpress/fetch.sh")
    return found[0]


def _can_be_told(place: Path) -> bool:
    rest = place / "wp-content/plugins/akismet/class.akismet-rest-api.php"
    return rest.exists() and "webhook" in rest.read_text("utf-8")


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """Give a new site in *folder*, whose name is short: a socket lies in it."""
    source = wordpress()
    with _database(folder) as database:
        site = Site(folder, f"http://127.0.0.1:{_free_port()}")
        site.charte.write_text("http://127.0.0.1:9")
        shutil.copytree(source, folder / "site", symlinks=True, copy_function=_link)
        config = folder / "site" / "wp-config.php"
        config.unlink(missing_ok=True)
        config.write_text(_CONFIG.format(socket=database, url=site.url, charte=site.charte))
        always = folder / "site/wp-content/mu-plugins"
        always.mkdir()
        (always / "for-tests.php").write_text(_FOR_TESTS)
        shutil.copy(EXAMPLES / "charte-akismet-host.php", always)
        shutil.copytree(EXAMPLES / "charte", folder / "site/wp-content/plugins/charte")
        with _server(site):
            _install(site)
            yield site


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    data, place = folder / "data", folder / "sql"
    user = ["--user=root"] if os.geteuid() == 0 else []
    log = folder / "database.log"
    with log.open("w") as output:
        small = ["--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"]
        subprocess.run(
            [
                *("mariadb-install-db", "--no-defaults", f"--datadir={data}", *user, *small),
                *("--skip-test-db", "--skip-name-resolve"),
                "--auth-root-authentication-method=normal",
            ],
            stdout=output,
            stderr=output,
            check=True,
        )
        process = subprocess.Popen(
            [
                *(
                    "mariadbd",
                    "--no-defaults",
                    f"--datadir={data}",
                    f"--socket={place}",
                    *user,
                    *small,
                ),
                *("--skip-networking", "--skip-grant-tables", "--debug-no-sync", "--skip-log-bin"),
                *(f"--pid-file={folder / 'pid'}", "--performance-schema=off"),
            ],
            stdout=output,
            stderr=output,
        )
        try:
            _wait(place.exists, process, log)
            make = f"$d = new mysqli( 'localhost', 'root', '', '', 0, '{place}' ); $d->query( 'CREATE DATABASE wordpress' );"
            subprocess.run(["php", "-r", make], check=True)
            yield place
        finally:
            process.kill()  # nothing of it is kept
            process.wait()


@contextmanager
def _server(site: Site) -> Iterator[None]:
    log = site.folder / "php.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *("php", "-d", "sendmail_path=/bin/true", "-S", site.url.removeprefix("http://")),
                *("-t", str(site.folder / "site")),
            ],
            stdout=output,
            stderr=output,
            # WordPress asks itself while it is installed.
            env={**os.environ, "PHP_CLI_SERVER_WORKERS": "3"},
            start_new_session=True,
        )
        try:
            port = int(site.url.rpartition(":")[2])
            _wait(lambda: _listens(port), process, log)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(is_there: Any, process: subprocess.Popen[Any], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if is_there():
            return
        time.sleep(0.05)
    raise RuntimeError(log.read_text("utf-8", "replace")[-2_000:])


def _install(site: Site) -> None:
    form = {
        "weblog_title": "Le Journal",
        "user_name": ADMINISTRATOR,
        "admin_password": PASSWORD,
        "admin_password2": PASSWORD,
        "admin_email": "redaction@journal.example",
        "pw_weak": "1",
        "language": "",
        "Submit": "Install WordPress",
    }
    answer = httpx.post(f"{site.url}/wp-admin/install.php?step=2", data=form, timeout=120)
    assert "wp-login.php" in answer.text, answer.text
    # Settings, Discussion: without it WordPress itself holds the first comment of each reader.
    site.set(comment_previously_approved="")
