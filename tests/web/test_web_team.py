"""Work in a team: accounts, sessions, tokens, roles, throttling, audit; and what a server refuses to do without them."""

from __future__ import annotations

import stat

import pytest
from click.testing import CliRunner

from rasad.cli import main
from rasad.errors import ConfigurationError
from rasad.web.desk import Desk, Settings
from rasad.web.language import LANGUAGES
from rasad.web.team import accounts as module
from rasad.web.team.accounts import Accounts, TooManyTriesError, accounts_beside
from rasad.web.team.gate import COOKIE
from webbing import HOST, client_of, copy_of_samples, desk_on

PASSWORD = "four words of chance"
SAME = {"origin": HOST}


@pytest.fixture
def accounts(tmp_path, monkeypatch):
    made = Accounts(tmp_path / "a.accounts")
    made._hasher = module.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    made._nobody = made._hasher.hash("x")
    for name in ("reader", "reviewer", "editor", "admin"):
        made.add(f"{name} of ours", name, PASSWORD)
    yield made
    made.close()


@pytest.fixture
def team(tmp_path, accounts):
    yield from desk_on(copy_of_samples(tmp_path), Settings(user=None, accounts=accounts))


@pytest.fixture
def visitor(team: Desk):
    return client_of(team)


def signed_in(desk: Desk, role: str):
    client = client_of(desk)
    answer = client.post("/login", data={"name": f"{role} of ours", "password": PASSWORD, "next": "/review"}, headers=SAME, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/review"
    return client


PATHS = ("/", "/review", "/events/x", "/documents/x", "/account", "/people", "/api/v1/events", "/api/v1/openapi.json", "/nothing", "/explore/names")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_shown_before_signing_in(visitor, path):
    answer = visitor.get(path, follow_redirects=False)
    if path.startswith("/api/"):
        assert answer.status_code == 401 and "rasad user token" in answer.json()["error"]
    else:
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login?next=")


def test_every_route_is_behind_the_gate(team, visitor):
    """A route that somebody adds later is closed, too."""
    from starlette.routing import Route

    from rasad.web.app import make_app

    for route in make_app(team).routes:
        if isinstance(route, Route) and not route.path.startswith(("/login", "/language")):
            path = route.path.replace("{", "").replace("}", "")
            for method in route.methods or ():
                answer = visitor.request(method, path, headers=SAME, follow_redirects=False)
                assert answer.status_code == 303 and answer.headers["location"].startswith("/login"), (method, path)


def test_a_part_of_a_page_leads_to_where_one_signs_in(visitor):
    answer = visitor.get("/", headers={"hx-request": "true"}, follow_redirects=False)
    assert answer.status_code == 401 and answer.headers["hx-redirect"] == "/login"


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in_and_out(team, language):
    client = client_of(team)
    page = client.get("/login", params={"next": "/review?type=air_strike", "lang": language})
    assert page.status_code == 200 and f'lang="{language}"' in page.text and 'value="/review?type=air_strike"' in page.text
    client = signed_in(team, "reviewer")
    assert client.get("/").status_code == 200
    cookie = client.cookies[COOKIE]
    assert client.get("/login", follow_redirects=False).status_code == 303
    assert client.post("/logout", headers=SAME, follow_redirects=False).status_code == 303
    client.cookies.set(COOKIE, cookie)
    assert client.get("/", follow_redirects=False).status_code == 303, "the session went on"
    assert [one.what for one in team.settings.accounts.audit(2)] == ["signed-out", "signed-in"]


def test_the_cookie_is_kept_from_scripts_and_goes_over_https_only(team):
    from starlette.testclient import TestClient

    from rasad.web.app import make_app

    client = TestClient(make_app(team), base_url="https://127.0.0.1")
    form = {"name": "admin of ours", "password": PASSWORD}
    told = client.post("/login", data=form, headers={"origin": "https://127.0.0.1"}, follow_redirects=False).headers["set-cookie"].lower()
    assert "httponly" in told and "secure" in told and "samesite=lax" in told
    plain = client_of(team).post("/login", data=form, headers=SAME, follow_redirects=False).headers["set-cookie"].lower()
    assert "httponly" in plain and "secure" not in plain


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example", ""])
def test_signing_in_leads_to_our_pages_only(team, back):
    form = {"name": "admin of ours", "password": PASSWORD, "next": back}
    answer = client_of(team).post("/login", data=form, headers=SAME, follow_redirects=False)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("nobody", PASSWORD), ("admin of ours", "wrong password"), ("", ""), ("admin of ours", ""), ("'; --", "\0")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(visitor, name, password):
    answer = visitor.post("/login", data={"name": name, "password": password}, headers=SAME)
    assert answer.status_code == 401 and "do not fit" in answer.text and COOKIE not in visitor.cookies


def test_too_many_wrong_passwords_are_stopped(team, visitor):
    form = {"name": "admin of ours", "password": "wrong password"}
    statuses = [visitor.post("/login", data=form, headers=SAME).status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    right = visitor.post("/login", data=form | {"password": PASSWORD}, headers=SAME)
    assert right.status_code == 429, "the right password must not be told from a wrong one"
    assert signed_in(team, "reader"), "others sign in"
    assert {one.what for one in team.settings.accounts.audit()} >= {"refused", "throttled"}


def test_tries_count_for_a_quarter_of_an_hour(accounts, monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(module.time, "time", lambda: now[0])
    for _ in range(5):
        assert accounts.sign_in("admin of ours", "wrong password", "10.0.0.1") is None
    with pytest.raises(TooManyTriesError) as told:
        accounts.sign_in("admin of ours", PASSWORD, "10.0.0.1")
    assert told.value.wait == 15 * 60
    assert accounts.sign_in("admin of ours", PASSWORD, "10.0.0.2"), "from elsewhere it may be somebody else"
    now[0] += 15 * 60 + 1
    assert accounts.sign_in("Admin of OURS", PASSWORD, "10.0.0.1")


def test_an_address_that_tries_many_names_is_stopped(accounts):
    for number in range(30):
        assert accounts.sign_in(f"name {number}", "wrong password", "10.0.0.1") is None
    with pytest.raises(TooManyTriesError):
        accounts.sign_in("admin of ours", PASSWORD, "10.0.0.1")


def test_a_session_ends(accounts, monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(module.time, "time", lambda: now[0])
    key = accounts.sign_in("reader of ours", PASSWORD, "")
    assert key and accounts.user(key)
    for _ in range(7 * 24 // 11):
        now[0] += 11 * 3600
        assert accounts.user(key), "used again and again it goes on"
    now[0] += 11 * 3600
    assert accounts.user(key) is None, "but not for more than a week"
    key = accounts.sign_in("reader of ours", PASSWORD, "")
    now[0] += 13 * 3600
    assert key and accounts.user(key) is None


def test_the_file_holds_no_password_and_no_key(accounts):
    key = accounts.sign_in("reader of ours", PASSWORD, "") or ""
    token = accounts.token("reader of ours")
    accounts._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = accounts.path.read_bytes()
    assert b"argon2id" in content
    assert not any(secret.encode() in content for secret in (PASSWORD, key, token))
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_roles(team):
    event = signed_in(team, "admin").get("/api/v1/events?limit=1").json()["events"][0]["id"]
    made = {"kind": "note", "ids": [event], "note": "seen"}
    for role, status in (("reader", 403), ("reviewer", 201), ("editor", 201), ("admin", 201)):
        client = signed_in(team, role)
        answer = client.post("/api/v1/decisions", json=made, headers=SAME)
        assert answer.status_code == status, (role, answer.text)
        if status == 201:
            assert answer.json()["decision"]["by"] == f"{role} of ours"
        assert client.get("/people").status_code == (200 if role == "admin" else 403)
        assert client.get("/account").status_code == 200


def test_only_editors_take_everything_out_of_the_house(team):
    for role, status in (("reader", 403), ("reviewer", 403), ("editor", 200)):
        client = signed_in(team, role)
        for path in ("/export/file", "/api/v1/export"):
            assert client.get(path, params={"format": "csv", "profile": "full"}).status_code == status, (role, path)
            assert client.get(path, params={"format": "csv"}).status_code == 200
        assert ("disabled" in client.get("/export").text) == (role != "editor")


def test_a_role_that_is_taken_away_is_gone_at_once(team, accounts):
    client = signed_in(team, "admin")
    accounts.set_role("admin of ours", "reader")
    assert client.get("/people").status_code == 403
    accounts.enable("admin of ours", False)
    assert client.get("/", follow_redirects=False).status_code == 303
    assert accounts.sign_in("admin of ours", PASSWORD, "") is None


def test_a_write_with_a_session_tells_its_origin(team):
    client = signed_in(team, "reviewer")
    made = {"kind": "note", "ids": ["x"], "note": "y"}
    assert client.post("/api/v1/decisions", json=made).status_code == 403
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        assert client.post("/api/v1/decisions", json=made, headers=headers).status_code == 403
        assert client.post("/decisions", data={"kind": "note", "id": "x"}, headers=headers).status_code == 403
        assert client.post("/account", data={}, headers=headers).status_code == 403
    assert client.post("/api/v1/decisions", json=made, headers=SAME).status_code == 404


def test_a_program_works_with_a_token_on_the_json_interface_only(team, accounts):
    token = accounts.token("reviewer of ours")
    client = client_of(team)
    client.headers["authorization"] = f"Bearer {token}"
    assert client.get("/api/v1/").json()["user"] == "reviewer of ours"
    event = client.get("/api/v1/events?limit=1").json()["events"][0]["id"]
    assert client.post("/api/v1/decisions", json={"kind": "note", "ids": [event], "note": "by a program"}).status_code == 201
    assert client.get("/", follow_redirects=False).status_code == 303
    client.headers["authorization"] = f"Bearer {token}x"
    assert client.get("/api/v1/").status_code == 401
    client.headers["authorization"] = f"Bearer {token}"
    accounts.enable("reviewer of ours", False)
    assert client.get("/api/v1/").status_code == 401
    accounts.enable("reviewer of ours", True)
    assert client.get("/api/v1/").status_code == 401, "a stopped account's tokens are gone for good"


def test_a_password_is_changed_and_other_sessions_end(team, accounts):
    here, elsewhere = signed_in(team, "reader"), signed_in(team, "reader")
    new = "another four words"

    def change(**form: str):
        return here.post("/account", data={"old": PASSWORD, "new": new, "again": new} | form, headers=SAME)

    assert change(old="wrong password").status_code == 400
    assert change(again="yet another one").status_code == 400
    short = change(new="short", again="short")
    assert short.status_code == 400 and "10 to" in short.text
    assert change().status_code == 200
    assert here.get("/").status_code == 200
    assert elsewhere.get("/", follow_redirects=False).status_code == 303
    assert accounts.fits("reader of ours", new) and not accounts.fits("reader of ours", PASSWORD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_admins_see_accounts_and_sign_ins(team, language):
    client = client_of(team)
    client.post("/login", data={"name": "<script>alert(1)</script>", "password": "x"}, headers=SAME)
    page = signed_in(team, "admin").get("/people", params={"lang": language})
    assert "reviewer of ours" in page.text and "&lt;script&gt;" in page.text and "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("name", "role", "password", "told"),
    [
        ("ADMIN of ours", "reader", PASSWORD, "already"),
        ("", "reader", PASSWORD, "needs a name"),
        ("x" * 101, "reader", PASSWORD, "100"),
        ("new", "king", PASSWORD, "no role"),
        ("new", "reader", "short", "10 to"),
        ("new", "reader", "x" * 1001, "1,000"),
    ],
)
def test_an_account_that_cannot_be_made_says_why(accounts, name, role, password, told):
    with pytest.raises(ConfigurationError, match=told):
        accounts.add(name, role, password)


def test_without_a_team_there_are_no_accounts(client):
    for path in ("/people", "/account"):
        assert client.get(path).status_code == 404
    assert client.post("/login", data={"name": "a", "password": "b"}, headers=SAME).status_code == 404


# ---- the command line ----


def run(*parts: str, typed: str = ""):
    return CliRunner().invoke(main, list(parts), input=typed)


def test_accounts_from_the_command_line(tmp_path):
    file = str(tmp_path / "s.rasad")
    assert run("user", "add", "rana", "--role", "admin", "-p", file, typed=f"{PASSWORD}\n").exit_code == 0
    assert accounts_beside(file).is_file()
    assert run("user", "add", "omar", "-p", file, typed="short\n").exit_code == 2
    assert "rana\u2069\tadmin" in run("user", "list", "-p", file).output
    assert run("user", "role", "rana", "reader", "-p", file).exit_code == 0
    token = run("user", "token", "rana", "-p", file).output.strip()
    accounts = Accounts(accounts_beside(file))
    program = accounts.program(token)
    assert program and program.name == "rana" and program.role == "reader"
    assert run("user", "stop", "rana", "-p", file).exit_code == 0
    assert accounts.program(token) is None
    assert run("user", "stop", "rana", "--again", "-p", file).exit_code == 0
    assert run("user", "password", "rana", "-p", file, typed="new words by chance\n").exit_code == 0
    assert accounts.fits("rana", "new words by chance")
    assert "password" in run("user", "log", "-p", file).output
    nobody = run("user", "role", "omar", "reader", "-p", file)
    assert nobody.exit_code == 2 and "no account" in nobody.output
    assert "--accounts FILE" in run("user", "list", "-p", "postgresql://x@localhost/y").output
    accounts.close()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--listen", "0.0.0.0"], "Add --team"),
        (["--listen", "192.168.1.5"], "Add --team"),
        (["--listen", "0.0.0.0", "--team"], "--plain-http"),
        (["--team"], "rasad user add"),
        (["--team", "--by", "rana"], "whoever signed in"),
    ],
)
def test_a_server_refuses_what_would_lay_the_project_open(tmp_path, options, told):
    answer = run("serve", "-p", str(copy_of_samples(tmp_path)), "--port", "0", *options)
    assert answer.exit_code == 2 and told in answer.output
