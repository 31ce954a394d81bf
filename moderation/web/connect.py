"""Readers connect: through Facebook, or through an OpenID Connect provider.

A browser begins here, goes to the provider and comes back to `come_back`; the
newsroom's own site sends it by itself (web.single_sign_on). What
the provider said waits in the session until the reader has looked at the name
that signs their comments, or has confirmed that it opens their account.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_security import url_for_security
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response

from moderation.core.comment import is_text
from moderation.core.person import Person, Profile
from moderation.errors import Conflict, NotFound, ProviderError
from moderation.services import connecting
from moderation.settings import Settings
from moderation.web.access import (
    LETTER_LIMIT,
    TOKEN_IN_SESSION,
    UNSIGNED_IN_SESSION,
    ask_to_confirm,
    current_person,
    current_runtime,
    log_in,
    require_account,
    the_person,
)
from moderation.web.account import unsigned
from moderation.web.forms import OneButtonForm
from moderation.web.language import current_language
from moderation.web.login import SECURITY_NEWS, NewAccountForm
from moderation.web.pages import (
    ConnectAddPage,
    ConnectFailedPage,
    ConnectLink,
    ConnectPage,
    NewAccountPage,
)
from moderation.web.providers import (
    OWN_SITE,
    OAuthProvider,
    Provider,
    attempt_under_way,
    begin,
    finish,
    install_providers,
    provider_names,
    providers,
)
from moderation.web.throttle import limiter

#: Attempts to connect from one address.
CONNECT_LIMIT = "30/minute"

#: Minutes for which the session keeps what a provider said.
WAITING_MINUTES = 30

#: Longest page address that a browser is led back to, in characters.
THEN_CHARACTERS = 500

_WAITING_IN_SESSION = "connecting"

connect = Blueprint("connect", __name__, url_prefix="/compte/avec")
connections = Blueprint("connections", __name__, url_prefix="/compte/connexions")
connections.before_request(require_account)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a provider said of the reader whose browser this is."""

    provider: Provider
    profile: Profile
    then: str | None


def install_connect(app: Flask, settings: Settings) -> None:
    """Give *app* the ways to connect that are configured, and its templates their links."""
    install_providers(app, settings)
    app.register_blueprint(connect)
    app.register_blueprint(connections)
    app.jinja_env.globals["connect_links"] = connect_links
    app.jinja_env.globals["provider_names"] = provider_names


def connect_links(then: str | None) -> tuple[ConnectLink, ...]:
    """Return a link for each provider that is configured; each leads back to the page *then*."""
    # Whoever only reads is given no cookie: without a session `start` asks first.
    token = _start_token() if session else None
    links = (connect_link(provider, then, token) for provider in providers().values())
    return tuple(link for link in links if link.address)


def local_path(address: str | None) -> str | None:
    """Return *address* if it is a page of ours, else None: nobody is led elsewhere through us.

    >>> local_path("/article/budget?tri=anciens#commenter")
    '/article/budget?tri=anciens#commenter'
    >>> [local_path(other) for other in ("//eve.example", "/\\\\eve.example", "https://eve.example/")]
    [None, None, None]
    """
    if not address or len(address) > THEN_CHARACTERS or not is_text(address):
        return None
    # Browsers read a backslash as a slash, and skip white space.
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    if address.split() != [address]:
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


# --- To the provider, and back ---------------------------------------------------------


@connect.get("/<key>")
@limiter.limit(CONNECT_LIMIT)
def start(key: str) -> Response:
    """Send a reader to the provider; a link that was not made for their session is asked about first.

    A link and not a form: Chromium holds the policy for forms against the
    redirect to the provider, too.
    """
    provider = _oauth_provider(key)
    then = local_path(request.args.get("next"))
    if not hmac.compare_digest(request.args.get("jeton", "").encode(), _start_token().encode()):
        page = ConnectPage(connect_link(provider, then, _start_token()))
        return make_response(render_template("account/connect.html", page=page))
    try:
        return redirect(begin(provider, callback=_callback(provider), then=then), 303)
    except ProviderError:
        return _failed(provider, then)


@connect.get("/<key>/retour")
@limiter.limit(CONNECT_LIMIT)
def come_back(key: str) -> Response:
    """Take what the provider says of the reader who comes back from it."""
    provider = _oauth_provider(key)
    attempt = attempt_under_way(provider)
    if attempt is None:
        return _failed(provider, None)
    try:
        profile = finish(provider)
    except ProviderError:
        return _failed(provider, attempt.then)
    return arrive(Arrival(provider, profile, attempt.then))


def arrive(arrival: Arrival) -> Response:
    """Open the account of whom a provider vouches for; ask what has to be asked before."""
    person, owner = current_person(), connecting.whose(current_runtime(), arrival.profile)
    if person is not None:
        return _of_somebody_here(arrival, person, owner)
    if owner is not None and owner.is_confirmed:
        return enter(arrival, owner)
    _keep(arrival)
    return redirect(url_for("connect.new_account", key=arrival.provider.key), 303)


@connect.get("/<key>/echec")
def failed(key: str) -> str:
    """Say that it failed, show that no word is lost, and offer the other ways."""
    then = local_path(request.args.get("next"))
    page = ConnectFailedPage(connect_link(_provider(key), then, _start_token()), unsigned(), then)
    return render_template("account/connect_failed.html", page=page)


def _of_somebody_here(waiting: Arrival, person: Person, owner: Person | None) -> Response:
    if owner is not None and owner.id == person.id:
        return enter(waiting, owner)
    _keep(waiting)
    return redirect(url_for("connections.add"), 303)


# --- An account for whom we do not know yet --------------------------------------------


@connect.route("/<key>/compte", methods=["GET", "POST"])
@limiter.limit(LETTER_LIMIT, methods=["POST"])
def new_account(key: str) -> Response:
    """Show once the name that signs comments, ask for an address if need be, then make the account."""
    runtime, waiting = current_runtime(), _waiting()
    if waiting is None or waiting.provider.key != key:
        return redirect(url_for_security("login"), 303)
    owner = connecting.whose(runtime, waiting.profile)
    if owner is not None and owner.is_confirmed:
        return enter(waiting, owner)  # the form was sent twice
    profile = waiting.profile
    vouched = profile.email if profile.is_email_verified else None
    has_account = vouched is not None and connecting.has_confirmed_owner(runtime, vouched)
    form = NewAccountForm(data={"name": profile.name, "email": profile.email})
    if vouched is not None:
        del form.email
    if not has_account and form.validate_on_submit():
        return open_account(waiting, form, email=vouched or form.email.data)
    add = url_for("connections.add")
    page = NewAccountPage(waiting.provider.name, key, vouched, has_account, form, add)
    return make_response(render_template("account/connect_new.html", page=page))


def open_account(waiting: Arrival, form: NewAccountForm, *, email: str) -> Response:
    """Make the account of whom a provider vouches for, with what *form* holds, and log them in."""
    runtime = current_runtime()
    try:
        person = connecting.open_account(
            runtime,
            waiting.profile,
            name=form.name.data,
            answer=form.name_answer(),
            email=email,
            language=current_language(),
        )
    except Conflict:
        if waiting.profile.is_email_verified:
            # Somebody was faster: the page tells that the address has an account.
            return redirect(url_for("connect.new_account", key=waiting.provider.key), 303)
        # Whoever types an address does not learn whether it has an account: its owner does.
        connecting.tell_owner(runtime, email)
    else:
        if person.is_confirmed:
            return enter(waiting, person)
        ask_to_confirm(person)
    session.pop(_WAITING_IN_SESSION, None)
    told = SECURITY_NEWS["CONFIRM_REGISTRATION"]
    flash(_(told, email=email), "success")
    return redirect(url_for_security("login", next=waiting.then), 303)


def enter(waiting: Arrival, person: Person) -> Response:
    """Log *person* in, whom the account is of, and lead them to the page that they left."""
    if not log_in(person):
        return _failed(waiting.provider, waiting.then)
    session.pop(_WAITING_IN_SESSION, None)
    _offer_to_sign(waiting.then)
    return redirect(waiting.then or url_for("account.overview"), 303)


def _offer_to_sign(then: str | None) -> None:
    """Say where the comment is that waits for a signature, unless that is where the reader goes."""
    token = session.get(UNSIGNED_IN_SESSION)
    if token is None or then is None or unsigned() is None:
        return
    page = url_for("author.outcome", token=token)
    if urlsplit(then).path != page:
        link = Markup('<a href="{}">{}</a>').format(page, _("Le signer"))
        told = Markup("{} {}").format(_("Un commentaire attend votre signature."), link)
        flash(told, "success")


# --- Connections of who is logged in ---------------------------------------------------


@connections.route("/ajouter", methods=["GET", "POST"])
def add() -> Response:
    """Let what a provider said open the account of who is logged in, once they confirm it.

    Asked, since the session may be that of a computer which somebody else
    has used before.
    """
    waiting, form = _waiting(), OneButtonForm()
    if waiting is None:
        return redirect(url_for("account.overview"), 303)
    if not form.validate_on_submit():
        page = ConnectAddPage(waiting.provider.name, waiting.profile.name, the_person(), form)
        return make_response(render_template("account/connect_add.html", page=page))
    session.pop(_WAITING_IN_SESSION)
    try:
        connecting.connect(current_runtime(), the_person(), waiting.profile)
    except Conflict:
        told = _("Ce compte %(name)s ouvre déjà un autre compte ici.", name=waiting.provider.name)
        flash(told, "error")
        return redirect(url_for("account.overview"), 303)
    told = _("%(name)s ouvre désormais votre compte.", name=waiting.provider.name)
    flash(told, "success")
    return redirect(waiting.then or url_for("account.overview"), 303)


@connections.post("/refuser")
def decline() -> Response:
    """Forget what a provider said."""
    session.pop(_WAITING_IN_SESSION, None)
    return redirect(url_for("account.overview"), 303)


@connections.post("/<int:connection_id>/retirer")
def remove(connection_id: int) -> Response:
    """Take a connection away, if another way in is left."""
    try:
        connecting.disconnect(current_runtime(), the_person(), connection_id)
    except Conflict:
        flash(_("Choisissez d’abord un mot de passe : c’est votre seule connexion."), "error")
    return redirect(url_for("account.overview"), 303)


# --- Helpers ---------------------------------------------------------------------------


def _provider(key: str) -> Provider:
    try:
        return providers()[key]
    except KeyError:
        raise NotFound("no such provider is configured") from None


def _oauth_provider(key: str) -> OAuthProvider:
    provider = _provider(key)
    if not isinstance(provider, OAuthProvider):
        raise NotFound("this provider sends its readers by itself")
    return provider


def _callback(provider: Provider) -> str:
    # Of the settings, and never of the host that the request named.
    base = current_runtime().settings.base_url
    return base + url_for("connect.come_back", key=provider.key)


def connect_link(provider: Provider, then: str | None, token: str | None) -> ConnectLink:
    if provider.key == OWN_SITE:
        return ConnectLink(provider.name, _own_sign_in(then))
    address = url_for("connect.start", key=provider.key, next=local_path(then), jeton=token)
    return ConnectLink(provider.name, address)


def _own_sign_in(then: str | None) -> str | None:
    """Return where readers sign in at the newsroom's own site, which then sends them to *then*."""
    settings = current_runtime().settings
    if settings.sso_login is None:
        return None
    back = settings.base_url + (local_path(then) or url_for("account.overview"))
    mark = "&" if urlsplit(settings.sso_login).query else "?"
    return f"{settings.sso_login}{mark}{urlencode({'suite': back})}"


def _start_token() -> str:
    """Return what shows that a link to a provider was made for this session: no form token."""
    generate_csrf()  # puts into the session what both are made of
    key = (current_runtime().settings.secret_key or "").encode()
    return hmac.digest(key, f"connect {session[TOKEN_IN_SESSION]}".encode(), "sha256").hex()


def _keep(waiting: Arrival) -> None:
    profile = waiting.profile
    session[_WAITING_IN_SESSION] = {
        "key": waiting.provider.key,
        "provider": profile.provider,
        "subject": profile.subject,
        "name": profile.name,
        "email": profile.email,
        "verified": profile.is_email_verified,
        "then": waiting.then,
        "until": (current_runtime().clock() + timedelta(minutes=WAITING_MINUTES)).isoformat(),
    }


def _waiting() -> Arrival | None:
    kept = session.get(_WAITING_IN_SESSION)
    if kept is None:
        return None
    provider = providers().get(kept["key"])
    if provider is None or datetime.fromisoformat(kept["until"]) < current_runtime().clock():
        session.pop(_WAITING_IN_SESSION)
        return None
    profile = Profile(
        kept["provider"], kept["subject"], kept["name"], kept["email"], kept["verified"]
    )
    return Arrival(provider, profile, kept["then"])


def _failed(provider: Provider, then: str | None) -> Response:
    # To a page of its own: its address holds no code, and can be loaded again.
    return redirect(url_for("connect.failed", key=provider.key, next=then), 303)
